using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

/// <summary>
/// The scripts that compare speed and memory with redis-server run through and fill their tables. What the numbers are is not
/// judged here: runs are as short as they can be.
/// </summary>
[Collection(OwnProcesses.Name)]
public class BenchScriptTests
{
    private static readonly string Scripts = Path.GetFullPath(Path.Combine(ServerTarget.ProjectFolder, "..", "AkkaRedis.Benchmarks"));

    private static readonly string NodeCommand =
        $"'{ServerTarget.DotnetHost}' '{ServerTarget.NodeAssembly}' --port {{port}} --cluster-port 0 --node-port 0 --peer-port 0 "
        + "--admin-port 0 --bind 127.0.0.1 --dir {dir} --shards {shards}";

    [BenchFact]
    public async Task Bench_gives_a_row_for_each_server_at_each_point()
    {
        var rows = await RowsAsync(
            "bench.sh", "--tests", "set,lrange_100,lpop,eval_get", "-P", "1,16", "--shards", "1,3", "--runs", "1", "--seconds", "0.05",
            "-r", "1000");

        var expected =
            from test in (string[])["set", "lrange_100", "lpop", "eval_get"]
            from pipeline in (string[])["1", "16"]
            from server in (string[])["redis", "node-1", "node-3"]
            select $"{test} {pipeline} {server}";
        Assert.Equal(expected, rows.Skip(1).Select(r => $"{r[0]} {r[1]} {r[4]}"));
        Assert.All(rows.Skip(1), row => Assert.True(double.Parse(row[5]) > 0, string.Join('|', row)));
    }

    [BenchFact]
    public async Task A_test_whose_command_a_server_lacks_is_not_applicable()
    {
        var rows = await RowsAsync(
            "bench.sh", "--tests", "zadd", "-P", "16", "--runs", "1", "--seconds", "0.05", "-r", "0", "--peer",
            "old=redis-server --port {port} --bind 127.0.0.1 --dir {dir} --save '' --rename-command ZADD ''");

        var old = Assert.Single(rows, r => r[4] == "old");
        Assert.Equal("n/a", old[5]);
    }

    [BenchFact]
    public async Task Start_tells_when_each_server_answers_and_the_node_is_ready()
    {
        var rows = await RowsAsync("start.sh", "--runs", "1");

        Assert.Equal(["exec to PONG: s", "exec to READY: s"], rows.Skip(1).Select(r => r[0]));
        Assert.Equal("n/a", rows[2][1]);
        Assert.All([rows[1][1], rows[1][2], rows[2][2]], number => Assert.True(double.Parse(number) > 0, number));
    }

    /// <summary>The cells of the table a script prints, heading first.</summary>
    private static async Task<List<string[]>> RowsAsync(string script, params string[] options)
    {
        var run = await ProgramRun.StartAsync("bash", [Path.Combine(Scripts, script), "--node-cmd", NodeCommand, .. options]);
        Assert.True(run.ExitCode == 0, $"{run.CommandLine}\nexit code {run.ExitCode}\nerrors: {run.Errors}\noutput: {run.Output}");
        return
        [
            .. from line in run.Lines
            where line.StartsWith('|') && !line.StartsWith("|-", StringComparison.Ordinal)
            select line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray(),
        ];
    }

    /// <summary>Needs the programs of the scripts, and a node to compare: with redis-server in its place there is nothing to see.</summary>
    private sealed class BenchFactAttribute : FactAttribute
    {
        public BenchFactAttribute() => Skip = Tools.ReasonNotNode ?? Tools.ReasonToSkip(["bash", "awk", "redis-server", "redis-benchmark"]);
    }
}
