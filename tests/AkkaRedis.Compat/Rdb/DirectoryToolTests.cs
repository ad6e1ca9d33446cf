using System.Globalization;
using System.Text;
using AkkaRedis.Compat.Differential;
using AkkaRedis.Compat.Harness;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Compat.Rdb;

/// <summary>The tools that look at a node's directory, as programs: what they export is what redis-server then has.</summary>
[Collection(OwnProcesses.Name)]
public sealed class DirectoryToolTests
{
    private const string FunctionSource = "#!lua name=lib\nredis.register_function('f', function() return 1 end)";

    [ToolFact("redis-server", IsOfNode = true)]
    public async Task Redis_server_starts_on_what_is_exported_of_a_snapshot_and_the_log_after_it()
    {
        await using var real = await ServerProcess.StartRedisServerAsync();
        await using var source = await RawConnection.OpenAsync(real.Endpoint);
        using var folder = new TemporaryFolder();
        using (var keyspace = FileExchangeTests.Loaded(await FileExchangeTests.FillAndSaveAsync(source)))
            WriteSnapshot(folder.Path, keyspace);
        string[][] later =
        [
            ["SET", "key:9", "later"], ["DEL", "key:3", "key:6"], ["RPUSH", "a list", "x", "y"], ["PEXPIRE", "key:12", "600000"],
        ];
        await StoreLogAsync(folder.Path, later);
        foreach (var request in later)
            await source.CallAsync(request);

        var check = await RunAsync("check", folder.Path);
        Assert.Contains("\nwhole\n", check.Output, StringComparison.Ordinal);
        var file = Path.Combine(folder.Path, "export.rdb");
        await RunAsync("export", folder.Path, file);
        await using var other = await ServerProcess.StartRedisServerAsync(file);
        await using var target = await RawConnection.OpenAsync(other.Endpoint);
        Assert.Equal(await WithoutExpiryOfAsync(source, "key:12"), await WithoutExpiryOfAsync(target, "key:12"));
        await FileExchangeTests.AssertSameFunctionsAsync(source, target);
    }

    [NodeFact]
    public async Task What_is_no_directory_of_a_node_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        foreach (var tool in new string[][] { ["check", folder.Path], ["export", folder.Path, Path.Combine(folder.Path, "x.rdb")] })
        {
            var run = await ProgramRun.StartAsync(ServerTarget.DotnetHost, [ServerTarget.NodeAssembly, .. tool]);
            Assert.Equal(2, run.ExitCode);
            Assert.Equal($"akkaredis: {folder.Path}: not the directory of a node\n", run.Errors);
        }
    }

    /// <summary>The log names the time at which the key expires, and the server that judges works it out for itself.</summary>
    private static async Task<List<string>> WithoutExpiryOfAsync(RawConnection server, string key)
    {
        var time = Reply.Parse(await server.CallAsync("PEXPIRETIME", key)).Text;
        Assert.InRange(long.Parse(time, CultureInfo.InvariantCulture), 1, long.MaxValue);
        await server.CallAsync("PERSIST", key);
        return await KeyspaceWalk.OfAsync(server, FileExchangeTests.Databases);
    }

    private static async Task<ProgramRun> RunAsync(params string[] tool) =>
        (await ProgramRun.StartAsync(ServerTarget.DotnetHost, [ServerTarget.NodeAssembly, .. tool])).AssertClean();

    private static void WriteSnapshot(string dir, KeyspaceStore keyspace)
    {
        File.WriteAllText(Path.Combine(dir, "node.id"), new string('a', 40));
        var folder = new SnapshotFolder(new JournalDisk(dir), shard: 0);
        Assert.True(SnapshotFileWriter.TryCreate(folder, new SnapshotHeader(0, Epoch: 1, CreatedAtMs: 1), out var writer, out _));
        var output = new RdbOutput();
        output.Byte(245);
        output.Text(Encoding.ASCII.GetBytes(FunctionSource));
        var walk = new SnapshotWalk(keyspace, output);
        while (!walk.Step(1000))
        {
        }

        Assert.Null(writer.Append(walk.Output.Written));
        Assert.Null(writer.Complete(logOffset: 0, walk.SavedKeys, out _));
    }

    private static async Task StoreLogAsync(string dir, string[][] requests)
    {
        var log = new CommandLog();
        foreach (var request in requests)
        {
            string[] effect = request[0] == "PEXPIRE" ? ["PEXPIREAT", request[1], "4000000000000"] : request;
            log.Append(0, Args.Of(effect.Select(Encoding.ASCII.GetBytes).ToArray()));
            log.CommitUnit();
        }

        var units = new byte[log.EndOffset];
        log.Read(0, units);
        using var store = SegmentStore.Open(
            new SegmentStoreSettings { Directory = Path.Combine(dir, "journal"), Policy = SyncPolicy.Always }, TimeProvider.System);
        var header = new FrameHeader { Kind = FrameKind.Group, Sequence = 1, Shard = 0, Epoch = 1, Offset = 0 };
        await store.AppendAsync("shard-0", [new PendingFrame(header, units)]);
    }
}
