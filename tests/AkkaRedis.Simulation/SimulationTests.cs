using System.Collections.Concurrent;
using System.Globalization;

namespace AkkaRedis.Simulation;

/// <summary>
/// A shard on a disk that tears: whatever happens in whatever order, no checker complains. AKKAREDIS_SIMULATION_SEEDS says how many
/// runs, AKKAREDIS_SIMULATION_SEED runs one alone, or some.
/// </summary>
public sealed class SimulationTests
{
    private const int UsualSeeds = 2000;

    [Fact]
    public void Nothing_is_lost_on_a_disk_that_tears()
    {
        var seeds = Numbers("SEED") ?? [.. Enumerable.Range(1, Numbers("SEEDS")?[0] ?? UsualSeeds)];
        var failures = new ConcurrentDictionary<int, string>();
        Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, number =>
        {
            if (FailureOf(number) is { } failure)
                failures[number] = failure;
        });
        Assert.True(
            failures.IsEmpty,
            $"{failures.Count} of {seeds.Length} runs fail:\n"
                + string.Join('\n', failures.OrderBy(f => f.Key).Take(20).Select(f => $"seed {f.Key}: {f.Value}")));
    }

    [Fact]
    public void A_seed_runs_the_same_way_every_time()
    {
        for (var seed = 1; seed <= 20; seed++)
            Assert.Equal(
                SimulationRun.Of(seed, BrokenPart.SyncThatDoesNothing), SimulationRun.Of(seed, BrokenPart.SyncThatDoesNothing));
    }

    private static string? FailureOf(int seed)
    {
        try
        {
            var complaints = SimulationRun.Of(seed);
            return complaints.Count > 0 ? string.Join("; ", complaints) : null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static int[]? Numbers(string name) =>
        Environment.GetEnvironmentVariable($"AKKAREDIS_SIMULATION_{name}") is { Length: > 0 } text
            ? [.. text.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))]
            : null;
}
