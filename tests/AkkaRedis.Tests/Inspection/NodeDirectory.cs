using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Inspection;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;
using AkkaRedis.Tests.Hosting;
using AkkaRedis.Tests.Log;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Inspection;

/// <summary>
/// The directory of a node of two shards, filled by hand: what a shard did is stored as groups of its log and as snapshots.
/// </summary>
internal sealed class NodeDirectory : IDisposable
{
    public static readonly CommandTable Table = NodeCommandTable.Build();

    private const long Epoch = 3;

    private readonly TemporaryDirectory _directory = new();
    private readonly long[] _storedOffsets = new long[2];
    private readonly long[] _sequences = new long[2];

    public NodeDirectory() => _directory.File("node.id", new string('a', 40));

    public string Path => _directory.Path;

    public ShardRig[] Shards { get; } = [new(1), new(2)];

    public string ExportPath => System.IO.Path.Combine(Path, "export.rdb");

    /// <summary>Stores what the shard did since the last time as one group.</summary>
    public async Task StoreLogAsync(int shard)
    {
        var units = LoggedUnits.BytesOf(Shards[shard].Log, _storedOffsets[shard]);
        if (units.Length == 0)
            return;
        var header = new FrameHeader
        {
            Kind = FrameKind.Group, Sequence = ++_sequences[shard], Shard = shard, Epoch = Epoch, Offset = _storedOffsets[shard],
        };
        _storedOffsets[shard] += units.Length;
        using var store = OpenStore();
        await store.AppendAsync(NodeFiles.StreamOf(shard), [new PendingFrame(header, units)]);
    }

    /// <summary>Gives up the groups that were stored so far.</summary>
    public async Task PruneAsync(int shard)
    {
        using var store = OpenStore();
        await store.PruneAsync(NodeFiles.StreamOf(shard), _sequences[shard]);
    }

    /// <summary>Stores a snapshot of what the shard has; its path below the directory.</summary>
    public string Snapshot(int shard, params string[] functions)
    {
        var folder = new SnapshotFolder(new JournalDisk(Path), shard);
        Assert.True(SnapshotFileWriter.TryCreate(folder, new SnapshotHeader(shard, Epoch, 1), out var writer, out _));
        var output = new RdbOutput();
        foreach (var source in functions)
        {
            output.Byte(245);
            output.Text(System.Text.Encoding.ASCII.GetBytes(source));
        }

        var walk = new SnapshotWalk(Shards[shard].Keyspace, output);
        while (!walk.Step(1000))
        {
        }

        Assert.Null(writer.Append(walk.Output.Written));
        Assert.Null(writer.Complete(Shards[shard].Log.EndOffset, walk.SavedKeys, out var file));
        return file!.Path;
    }

    public async Task<(CheckVerdict Verdict, string[] Lines)> CheckAsync()
    {
        var output = new StringWriter { NewLine = "\n" };
        using var files = NodeFiles.Open(Path);
        var verdict = await new DirectoryCheck(files, output).RunAsync(default);
        return (verdict, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public async Task<string> ExportAsync(int databases = 16)
    {
        var output = new StringWriter { NewLine = "\n" };
        using var files = NodeFiles.Open(Path);
        await new DirectoryExport(files, databases, output).RunAsync(ExportPath, default);
        return output.ToString();
    }

    /// <summary>All data of the exported file, and its functions.</summary>
    public (string Digest, IReadOnlyList<byte[]> Functions) ReadExport()
    {
        using var file = File.OpenRead(ExportPath);
        using var keyspace = new KeyspaceStore(16);
        var reader = new RdbFileReader(file, file.Length, RdbLimits.Of(new ShardSettings()), 16);
        while (reader.Next() is { } key)
            key.StoreIn(keyspace[key.Db]);
        Assert.Null(reader.Fault);
        return (KeyspaceDigest.Of(keyspace, Table), reader.Functions);
    }

    /// <summary>Where a file below the directory is.</summary>
    public string Full(string path) => System.IO.Path.Combine(Path, path);

    /// <summary>The only segment of a shard's log.</summary>
    public string SegmentOf(int shard) => Directory.GetFiles(Full($"journal/shard-{shard}")).Single();

    public void Dispose() => _directory.Dispose();

    private SegmentStore OpenStore() => SegmentStore.Open(
        new SegmentStoreSettings { Directory = Full("journal"), Policy = SyncPolicy.Always }, TimeProvider.System);
}
