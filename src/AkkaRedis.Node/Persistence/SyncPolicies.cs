using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>The names of the policies, as values of appendfsync.</summary>
internal static class SyncPolicies
{
    /// <summary>In the order in which redis-server lists them.</summary>
    public static readonly string[] Names = ["everysec", "always", "no"];

    public static bool TryParse(string name, out SyncPolicy policy)
    {
        policy = Of(name);
        return Names.Contains(name);
    }

    /// <summary>The policy of a name that is one of <see cref="Names"/>.</summary>
    public static SyncPolicy Of(string name) => name switch
    {
        "always" => SyncPolicy.Always,
        "no" => SyncPolicy.No,
        _ => SyncPolicy.EverySecond,
    };

    public static string NameOf(SyncPolicy policy) => policy switch
    {
        SyncPolicy.Always => "always",
        SyncPolicy.No => "no",
        _ => "everysec",
    };
}
