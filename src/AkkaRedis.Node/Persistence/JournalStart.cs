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
    /// <summary>Looks whether the folder can be had before there is an actor system, which would tell of that at length.</summary>
    /// <exception cref="StartupException">The folder cannot be had.</exception>
    public static void Check(NodeConfiguration configuration)
    {
        if (IsOfSegments(configuration))
            JournalDirectory.Open(configuration.Akka.GetString(SegmentJournal.PluginId + ".dir")).Dispose();
    }

    /// <exception cref="StartupException">The folder cannot be had.</exception>
    public static void Open(ActorSystem system, NodeConfiguration configuration)
    {
        if (!IsOfSegments(configuration))
            return;
        var stores = SegmentStores.For(system);
        configuration.Durability.Store = stores.Open(SegmentJournalConfig.Read(
            system.Settings.Config.GetConfig(SegmentJournal.PluginId), text => system.Log.Warning("{0}", text)));
        stores.SetPolicy(configuration.Durability.Policy);
        configuration.Durability.PolicyChanged = stores.SetPolicy;
    }

    private static bool IsOfSegments(NodeConfiguration configuration) =>
        configuration.Node.AppendOnly && configuration.Node.JournalPlugin == SegmentJournal.PluginId;
}
