using System.Globalization;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Node.Inspection;

/// <summary>
/// A node's directory, looked at without a node and not changed. No node starts on it until this is disposed, but one that has it
/// keeps it.
/// </summary>
internal sealed class NodeFiles : IDisposable
{
    private const string ShardPrefix = "shard-";

    private readonly FileStream? _hold;

    private NodeFiles(string path, FileStream? hold, bool isInUse)
    {
        (_hold, IsInUse) = (hold, isInUse);
        Disk = new ReadOnlyDisk(new JournalDisk(path));
        Journal = new ReadOnlyDisk(new JournalDisk(Path.Combine(path, JournalDirectory.FolderName)));
        Streams = [.. FoldersOf(Path.Combine(path, JournalDirectory.FolderName)).Order(StringComparer.Ordinal)];
        Shards = [.. Streams.Concat(FoldersOf(Path.Combine(path, SnapshotName.Root))).Select(ShardOf).OfType<int>().Distinct().Order()];
    }

    /// <summary>Has a node the directory? What it writes meanwhile may look torn or missing.</summary>
    public bool IsInUse { get; }

    public IJournalDisk Disk { get; }

    /// <summary>Streams are folders of this one.</summary>
    public IJournalDisk Journal { get; }

    public IReadOnlyList<string> Streams { get; }

    /// <summary>Shards that have a log or snapshots.</summary>
    public IReadOnlyList<int> Shards { get; }

    public static string StreamOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"{ShardPrefix}{shard}");

    /// <exception cref="StartupException">It is no directory of a node, or one of a newer version.</exception>
    public static NodeFiles Open(string dir)
    {
        var path = Path.GetFullPath(dir);
        if (!File.Exists(Path.Combine(path, "node.id")))
            throw new StartupException($"{dir}: not the directory of a node");
        JournalDirectory.CheckVersion(Path.Combine(path, JournalDirectory.FolderName));
        return new NodeFiles(path, Hold(Path.Combine(path, "node.lock"), out var isInUse), isInUse);
    }

    public void Dispose() => _hold?.Dispose();

    /// <summary>Locks the file of a node beside others who look; null when there is none, or a node has it.</summary>
    private static FileStream? Hold(string file, out bool isInUse)
    {
        isInUse = false;
        try
        {
            return File.Exists(file) ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read) : null;
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            isInUse = true;
            return null;
        }
    }

    private static IEnumerable<string> FoldersOf(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)) : [];

    private static int? ShardOf(string folder) =>
        folder.StartsWith(ShardPrefix, StringComparison.Ordinal)
        && int.TryParse(folder.AsSpan(ShardPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            ? shard
            : null;
}
