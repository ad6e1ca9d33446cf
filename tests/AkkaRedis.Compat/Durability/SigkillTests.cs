using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// A process that is killed at any moment loses nothing that it acknowledged, whatever appendfsync says: only a machine that
/// falls can lose what was not synced. tests/durability.sh runs this at length.
/// </summary>
[Collection(OwnProcesses.Name)]
public sealed class SigkillTests
{
    private const int Rows = 6;

    /// <summary>Half of the directories have many small segments, and snapshots by themselves besides those that are asked for.</summary>
    private static readonly string[] _small =
    [
        "akka.persistence.journal.segments.segment-size = 1mb", "akkaredis.auto-aof-rewrite-min-size = 1mb",
        "akkaredis.auto-aof-rewrite-percentage = 20",
    ];

    private static readonly string[] _policies = ["always", "everysec", "no"];

    [ToolTheory]
    [InlineData("always", 1)]
    [InlineData("always", 3)]
    [InlineData("everysec", 1)]
    [InlineData("everysec", 3)]
    [InlineData("no", 1)]
    [InlineData("no", 3)]
    public Task What_was_acknowledged_survives_a_kill(string fsync, int shards) => DurabilityRun.KillAsync(
        (2 * Array.IndexOf(_policies, fsync)) + (shards / 3), Rows,
        (dir, seed) => new DurableOptions(dir, shards, Policy(fsync), seed % 2 == 0 ? [] : _small));

    /// <summary>redis-server with everysec holds writes back while a sync is under way, and says so in its documentation.</summary>
    private static string Policy(string fsync) => ServerTarget.IsRedisServer && fsync == "everysec" ? "always" : fsync;
}
