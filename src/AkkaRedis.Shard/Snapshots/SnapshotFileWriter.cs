using System.Diagnostics.CodeAnalysis;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Shard.Snapshots;

/// <summary>
/// Writes one snapshot file: under another name until all of it is on disk, then renamed, then the name synced. A stop at any
/// moment leaves the file or a leftover, and older snapshots as they were. Completed or abandoned, it is not used again.
/// </summary>
public sealed class SnapshotFileWriter
{
    /// <summary>Payload of a frame; in tests less.</summary>
    public const int FrameBytes = 1 << 18;

    private readonly SnapshotFolder _folder;
    private readonly string _part;
    private readonly IJournalFile _file;
    private readonly SnapshotHeader _header;
    private readonly SnapshotOutput _output;
    private readonly RdbFileWriter _rdb;

    private SnapshotFileWriter(SnapshotFolder folder, string part, IJournalFile file, SnapshotHeader header, int frameBytes)
    {
        (_folder, _part, _file) = (folder, part, file);
        _output = new SnapshotOutput(file, frameBytes);
        _header = _output.WriteHead(header);
        _rdb = new RdbFileWriter(_output);
    }

    public static bool TryCreate(
        SnapshotFolder folder, SnapshotHeader header,
        [NotNullWhen(true)] out SnapshotFileWriter? writer, [NotNullWhen(false)] out DiskFault? fault, int frameBytes = FrameBytes)
    {
        writer = null;
        var disk = folder.Disk;
        var part = $"{folder.Folder}/{SnapshotName.PartOf(header.Epoch)}";
        fault = disk.CreateFolder(folder.Folder) ?? disk.SyncFolder(SnapshotName.Root) ?? disk.SyncFolder("");
        if (fault is not null || !disk.TryOpen(part, DiskOpen.Create, out var file, out fault))
            return false;
        writer = new SnapshotFileWriter(folder, part, file, header, frameBytes);
        return true;
    }

    /// <summary>Writes the next records.</summary>
    public DiskFault? Append(ReadOnlySpan<byte> records)
    {
        _rdb.Append(records);
        return _output.Fault;
    }

    /// <summary>Ends the file and gives it its name. After a fault it does not count, though it may have the name and be whole.</summary>
    public DiskFault? Complete(long logOffset, long keys, out SnapshotFile? snapshot)
    {
        _rdb.End();
        var footer = _output.WriteFoot(logOffset, keys);
        var path = _folder.PathOf(logOffset);
        snapshot = null;
        if (_output.Fault is { } fault)
        {
            Abandon();
            return fault;
        }

        _file.Dispose();
        if ((_folder.Disk.Rename(_part, path) ?? _folder.Disk.SyncFolder(_folder.Folder)) is { } renameFault)
        {
            _ = _folder.Disk.Delete(_part);
            return renameFault;
        }

        snapshot = new SnapshotFile(path, _header, footer);
        return null;
    }

    /// <summary>Gives up; what cannot be deleted now is a leftover.</summary>
    public void Abandon()
    {
        _file.Dispose();
        _ = _folder.Disk.Delete(_part);
    }
}
