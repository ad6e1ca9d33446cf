using System.Globalization;
using System.Runtime.InteropServices;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

/// <summary>The load tool of the benchmarks against a server: what it sends is executed, what it counts was there.</summary>
[Collection(OneShard.Name)]
public class LoadToolTests(OneShardServer server)
{
    private static readonly string Tool = Path.GetFullPath(Path.Combine(
        ServerTarget.ProjectFolder, "..", "AkkaRedis.Benchmarks",
        Path.GetRelativePath(ServerTarget.ProjectFolder, AppContext.BaseDirectory), "AkkaRedis.Benchmarks.dll"));

    [LinuxTheory]
    [InlineData(1, 300)]
    [InlineData(16, 304)]
    public async Task By_schedule_as_many_requests_are_answered_as_the_rate_says(int pipeline, int requests)
    {
        await server.FlushAsync();
        var numbers = Numbers(await RunAsync(
            "load", "--rate", "1000", "--seconds", "0.3", "--warm-up", "0", "--pipeline", Text(pipeline), "--command", "INCR count"));

        Assert.Equal((requests, 0, 0), (numbers["requests"], numbers["errors"], numbers["unanswered"]));
        Assert.Equal($"${Text(requests).Length}\r\n{requests}\r\n", await server.AskAsync("GET count"));
        Assert.InRange(numbers["p50_ms"], 0, numbers["max_ms"]);
    }

    [LinuxFact]
    public async Task Without_a_rate_it_sends_on_and_errors_are_counted()
    {
        var numbers = Numbers(await RunAsync(
            "load", "--seconds", "0.2", "--warm-up", "0.1", "--connections", "3", "--command", "NONSENSE"));

        Assert.True(numbers["requests"] > 0);
        Assert.Equal(numbers["requests"], numbers["errors"]);
    }

    [LinuxFact]
    public async Task Connections_are_held_until_its_input_ends()
    {
        var run = await RunAsync("hold", "--connections", "30");

        Assert.Equal("holding 30", Assert.Single(run.Lines));
    }

    [LinuxFact]
    public async Task A_server_that_is_not_there_is_an_error()
    {
        var run = await ProgramRun.StartAsync(ServerTarget.DotnetHost, Tool, "load", "--port", "1");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("refused", run.Errors, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<ProgramRun> RunAsync(string command, params string[] options) =>
        (await ProgramRun.StartAsync(ServerTarget.DotnetHost, [Tool, command, "--port", Text(server.Port), .. options])).AssertClean();

    private static Dictionary<string, double> Numbers(ProgramRun run) => Assert.Single(run.Lines).Split(' ')
        .Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private const string LinuxOnly = "the load tool waits with ppoll, which Linux has";

    private sealed class LinuxFactAttribute : FactAttribute
    {
        public LinuxFactAttribute() => Skip = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? null : LinuxOnly;
    }

    private sealed class LinuxTheoryAttribute : TheoryAttribute
    {
        public LinuxTheoryAttribute() => Skip = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? null : LinuxOnly;
    }
}
