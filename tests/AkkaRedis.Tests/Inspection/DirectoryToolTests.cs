using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Tests.Inspection;

/// <summary>The tools by their command line.</summary>
public sealed class DirectoryToolTests
{
    [Fact]
    public async Task They_run_by_name_and_end_with_their_codes()
    {
        using var node = new NodeDirectory();
        node.Shards[0].Run("SET a 1");
        node.Snapshot(0);
        Assert.Equal((0, "whole"), Last(await RunAsync("check", node.Path)));
        Assert.Equal((0, $"1 keys of 1 shards exported to {node.ExportPath}"), Last(await RunAsync("export", node.Path, node.ExportPath)));
        await File.WriteAllTextAsync(node.Full("snapshots/shard-0/0000000000000009.part"), "half");
        Assert.Equal(1, (await RunAsync("check", node.Path)).Code);
        await File.WriteAllTextAsync(node.Full("snapshots/shard-0/0000000000000009.snap"), "half");
        Assert.Equal((2, "damaged"), Last(await RunAsync("check", node.Path)));
        await Assert.ThrowsAsync<StartupException>(() => RunAsync("check", node.Full("none")));
    }

    [Theory]
    [InlineData("check", "dir")]
    [InlineData("export", "dir")]
    [InlineData("export a", "file")]
    [InlineData("check a --port 1", "--port")]
    [InlineData("export a b --databases 0", "--databases: '0' is not a number from 1 on")]
    [InlineData("export a b --databases x", "--databases")]
    public void A_wrong_line_is_refused(string line, string message) => Assert.Contains(
        message, Assert.Throws<StartupException>(() => new CommandLine().Parse(line.Split(' '), TextWriter.Null)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_node_is_no_tool()
    {
        var commandLine = new CommandLine();
        Assert.NotNull(commandLine.Parse([], TextWriter.Null));
        Assert.Null(commandLine.Tool);
        Assert.Null(commandLine.Parse(["check", "--help"], TextWriter.Null));
        Assert.Null(commandLine.Tool);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        var commandLine = new CommandLine();
        Assert.Null(commandLine.Parse(args, TextWriter.Null));
        var output = new StringWriter { NewLine = "\n" };
        var code = await commandLine.Tool!(output, default);
        return (code, output.ToString());
    }

    private static (int Code, string Line) Last((int Code, string Output) run) => (run.Code, run.Output.TrimEnd('\n').Split('\n')[^1]);
}
