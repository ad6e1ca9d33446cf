using Akka.Actor;
using Akka.Event;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Opens the segment files before the first shard asks for them, where they are the journal: a folder that cannot be had ends the
/// start with a message, and does not look like a failing disk later.
/// </summary>
internal static class JournalStart
{
    /// <exception cref="StartupException">The folder cannot be had.</exception>
    public static void Open(ActorSystem system, NodeConfiguration configuration)
    {
        if (!configuration.Node.AppendOnly || configuration.Node.JournalPlugin != SegmentJournal.PluginId)
            return;
        var stores = SegmentStores.For(system);
        configuration.Durability.Store = stores.Open(SegmentJournalConfig.Read(
            system.Settings.Config.GetConfig(SegmentJournal.PluginId), text => system.Log.Warning("{0}", text)));
        stores.SetPolicy(configuration.Durability.Policy);
        configuration.Durability.PolicyChanged = stores.SetPolicy;
    }
}
