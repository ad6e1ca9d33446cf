using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>The names of the policies, as values of appendfsync.</summary>
internal static class SyncPolicies
{
    /// <summary>In the order in which redis-server lists them.</summary>
    public static readonly string[] Names = ["everysec", "always", "no"];

    public static string NameOf(SyncPolicy policy) => policy switch
    {
        SyncPolicy.Always => "always",
        SyncPolicy.No => "no",
        _ => "everysec",
    };
}
