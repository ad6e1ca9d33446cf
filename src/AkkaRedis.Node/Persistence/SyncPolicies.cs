using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>The names of the policies, as values of appendfsync.</summary>
internal static class SyncPolicies
{
    /// <summary>In the order in which redis-server lists them.</summary>
    public static readonly string[] Names = ["everysec", "always", "no"];

    private static readonly SyncPolicy[] Policies = [SyncPolicy.EverySecond, SyncPolicy.Always, SyncPolicy.No];

    public static string NameOf(SyncPolicy policy) => Names[Array.IndexOf(Policies, policy)];

    /// <exception cref="ArgumentException">It is none of <see cref="Names"/>.</exception>
    public static SyncPolicy Of(string name) => Array.IndexOf(Names, name) is >= 0 and var at
        ? Policies[at]
        : throw new ArgumentException($"'{name}' is not one of {string.Join(", ", Names)}", nameof(name));
}
