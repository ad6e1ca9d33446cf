using System.Globalization;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class RedisBenchmarkOnOneShard(OneShardServer server) : RedisBenchmarkTests(server);

[Collection(FiveShards.Name)]
public sealed class RedisBenchmarkOnFiveShards(FiveShardServer server) : RedisBenchmarkTests(server);

/// <summary>redis-benchmark 7.0 runs through: every test is reported and none got an error. Speed is not judged here.</summary>
public abstract class RedisBenchmarkTests(SharedServer server)
{
    private const string AllTests = "ping,set,get,incr,lpush,rpush,lpop,rpop,hset,mset,lrange";

    private static readonly string[] AllReports =
    [
        "PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "LPUSH", "RPUSH", "LPOP", "RPOP", "HSET",
        "LPUSH (needed to benchmark LRANGE)",
        "LRANGE_100 (first 100 elements)", "LRANGE_300 (first 300 elements)",
        "LRANGE_500 (first 500 elements)", "LRANGE_600 (first 600 elements)", "MSET (10 keys)",
    ];

    [ToolTheory("redis-benchmark")]
    [InlineData(1, 50, 10_000)]
    [InlineData(16, 50, 20_000)]
    [InlineData(64, 50, 30_000)]
    [InlineData(1, 1000, 10_000)]
    public async Task All_tests_are_reported_without_errors(int pipeline, int clients, int requests)
    {
        var run = await BenchmarkAsync("-t", AllTests, "-P", Text(pipeline), "-c", Text(clients), "-n", Text(requests));

        Assert.Equal(AllReports, Reports(run));
    }

    [ToolTheory("redis-benchmark")]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Random_keys_are_spread_and_kept(int pipeline)
    {
        await server.FlushAsync();
        var run = await BenchmarkAsync("-t", "set,get,incr", "-r", "100000", "-P", Text(pipeline), "-c", "50", "-n", "50000");

        Assert.Equal(["SET", "GET", "INCR"], Reports(run));
        var keys = int.Parse((await server.AskAsync("DBSIZE")).AsSpan(1).TrimEnd(), CultureInfo.InvariantCulture);
        Assert.InRange(keys, 50_000, 100_000);
    }

    private async Task<ProgramRun> BenchmarkAsync(params string[] args)
    {
        var run = await ProgramRun.StartAsync("redis-benchmark", ["-h", "127.0.0.1", "-p", Text(server.Port), "--csv", .. args]);
        return run.AssertClean();
    }

    /// <summary>The names in the first column of the CSV; a line that is no row of it is an error message and stays whole.</summary>
    private static IEnumerable<string> Reports(ProgramRun run) =>
        run.Lines.Skip(1).Select(line => line.StartsWith('"') ? line.Split('"')[1] : line);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
