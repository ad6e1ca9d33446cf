using AkkaRedis.Compat.Differential;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Differential;

/// <summary>All runs that were asked for: every seed, in every protocol, on a node with every number of shards.</summary>
internal sealed class JudgedRuns(RunOptions options, TextWriter output, TimeProvider time)
{
    /// <summary>False when the node said anything else than redis-server.</summary>
    public async Task<bool> RunAllAsync()
    {
        var isEqual = true;
        foreach (var shards in options.Shards)
        {
            await using var judge = await ServerProcess.StartRedisServerAsync();
            await using var node = await ServerProcess.StartAsync(shards, ServerProcess.WithDebug);
            foreach (var protocol in options.Protocols)
            {
                for (var seed = options.FirstSeed; seed < options.FirstSeed + options.Seeds; seed++)
                    isEqual &= await RunAsync(judge, node, protocol, seed, shards);
            }
        }

        return isEqual;
    }

    private async Task<bool> RunAsync(ServerProcess judge, ServerProcess node, int protocol, int seed, int shards)
    {
        await using var judging = await RawConnection.OpenAsync(judge.Endpoint);
        await using var judged = await RawConnection.OpenAsync(node.Endpoint);
        var run = new DifferentialRun(new ServerPair(judging, judged, protocol), CommandFamilies.Named(options.Family), seed);
        var start = time.GetTimestamp();
        var differences = 0;
        try
        {
            await foreach (var difference in DifferencesOf(run))
            {
                differences++;
                await output.WriteLineAsync($"{shards} shards, {difference}");
            }
        }
        catch (DifferenceException e)
        {
            differences++;
            await output.WriteLineAsync($"{shards} shards, the run broke off: {e.Message}\n{node.Output}");
        }

        await output.WriteLineAsync($"{options.Family}, seed {seed}, {shards} shards, RESP{protocol}: {run.Asked} commands, "
            + $"{differences} differences, {time.GetElapsedTime(start).TotalSeconds:F0} s");
        return differences == 0;
    }

    private async IAsyncEnumerable<string> DifferencesOf(DifferentialRun run)
    {
        var found = 0;
        for (var round = options.Round ?? 0; run.Asked < options.Commands && found < options.MostDifferences; round++)
        {
            if (await run.RoundAsync(round) is { } difference)
            {
                found++;
                yield return difference;
            }

            if (options.Round is not null)
                yield break;
        }
    }
}
