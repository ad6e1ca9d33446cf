using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>A data directory that a node must not touch is refused with a message that names it, and exit code 2.</summary>
[Collection(OwnProcesses.Name)]
public sealed class DataDirectoryTests
{
    private const int RefusedExitCode = 2;

    [NodeFact]
    public async Task A_directory_in_use_is_refused()
    {
        using var folder = new TemporaryFolder();
        var options = new DurableOptions(Path.Combine(folder.Path, "data"), Shards: 1, "everysec");
        await using var first = new DurableServer(options);
        await first.StartAsync();

        await AssertRefusedAsync(options, options.Dir, "in use by another node");
        await using var connection = await first.ConnectAsync();
        Assert.Equal("+OK\r\n", await connection.CallAsync("SET", "key", "undisturbed"));
    }

    [NodeTheory]
    [InlineData("topology.json", "{\"version\":999,\"shards\":1}\n")]
    [InlineData("journal/journal.version", "akkaredis journal 999\n")]
    public async Task A_directory_of_a_newer_version_is_refused(string file, string text)
    {
        using var folder = new TemporaryFolder();
        var options = new DurableOptions(Path.Combine(folder.Path, "data"), Shards: 1, "everysec");
        await using (var server = new DurableServer(options))
        {
            await server.StartAsync();
            Assert.Equal(0, await server.Process.TerminateAsync());
        }

        var path = Path.Combine(options.Dir, file);
        Assert.True(File.Exists(path), $"{file} is not there");
        await File.WriteAllTextAsync(path, text);

        await AssertRefusedAsync(options, path, "newer");
        Assert.Equal(text, await File.ReadAllTextAsync(path));
    }

    private static async Task AssertRefusedAsync(DurableOptions options, string named, string reason)
    {
        var start = options.CommandLine(port: 0);
        var run = await ProgramRun.StartAsync(start.FileName, [.. start.ArgumentList], "");
        var shown = $"exit code {run.ExitCode}\nerrors: {run.Errors}\noutput: {run.Output}";
        Assert.True(run.ExitCode == RefusedExitCode, shown);
        Assert.True(
            run.Errors.Contains(named, StringComparison.Ordinal) && run.Errors.Contains(reason, StringComparison.Ordinal), shown);
        Assert.DoesNotContain("READY", run.Output, StringComparison.Ordinal);
        Assert.False(run.Errors.Contains("   at ", StringComparison.Ordinal), $"a stack trace is no message: {shown}");
    }
}
