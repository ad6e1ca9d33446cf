using Akka.Actor;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// The stores of an actor system, by folder, open until the system has ended: a journal actor that starts anew finds its store,
/// and whoever shows or changes how it does finds it too.
/// </summary>
public sealed class SegmentStores : IExtension
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SegmentStore> _stores = [];

    private SegmentStores(ActorSystem system) => system.RegisterOnTermination(Close);

    public static SegmentStores For(ActorSystem system) => system.WithExtension<SegmentStores, Provider>();

    /// <summary>The store of a folder, opened by the first who asks.</summary>
    /// <exception cref="Hosting.StartupException">The folder cannot be had.</exception>
    public SegmentStore Open(SegmentStoreSettings settings)
    {
        lock (_gate)
        {
            var path = Path.GetFullPath(settings.Directory);
            if (!_stores.TryGetValue(path, out var store))
                _stores[path] = store = SegmentStore.Open(settings, TimeProvider.System);
            return store;
        }
    }

    /// <summary>Sets when what is written is synced, in all stores.</summary>
    public void SetPolicy(SyncPolicy policy)
    {
        lock (_gate)
        {
            foreach (var store in _stores.Values)
                store.Policy = policy;
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            foreach (var store in _stores.Values)
                store.Dispose();
            _stores.Clear();
        }
    }

    private sealed class Provider : ExtensionIdProvider<SegmentStores>
    {
        public override SegmentStores CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
