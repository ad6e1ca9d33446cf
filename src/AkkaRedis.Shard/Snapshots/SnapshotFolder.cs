using System.Diagnostics.CodeAnalysis;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Shard.Snapshots;

/// <summary>The snapshots of one shard on a disk.</summary>
public sealed class SnapshotFolder(IJournalDisk disk, string folder, int shard)
{
    /// <summary>The folder of a shard below a node's directory.</summary>
    public SnapshotFolder(IJournalDisk disk, int shard)
        : this(disk, SnapshotName.FolderOf(shard), shard)
    {
    }

    public IJournalDisk Disk => disk;

    public string Folder => folder;

    /// <summary>
    /// Looks at head and foot of every snapshot. Their names are synced first: whoever wrote the newest may have been stopped before,
    /// and what is logged from now on stands on it.
    /// </summary>
    public DiskFault? Survey(out SnapshotSurvey survey)
    {
        var whole = new List<SnapshotFile>();
        var unreadable = new List<UnreadableSnapshot>();
        survey = new SnapshotSurvey(whole, unreadable, []);
        if ((List(out var offsets, out var leftovers) ?? (offsets.Count > 0 ? disk.SyncFolder(folder) : null)) is { } fault)
            return fault;
        foreach (var offset in offsets)
        {
            if (Judge(offset, out var file, out var problem) is { } readFault)
                return readFault;
            if (file is not null)
                whole.Add(file);
            else
                unreadable.Add(new UnreadableSnapshot(PathOf(offset), offset, problem));
        }

        survey = survey with { Leftovers = leftovers };
        return null;
    }

    /// <summary>Opens the RDB file that is in a snapshot.</summary>
    public bool TryOpen(SnapshotFile snapshot, [NotNullWhen(true)] out SnapshotInput? input, [NotNullWhen(false)] out DiskFault? fault)
    {
        input = disk.TryOpen(snapshot.Path, DiskOpen.Read, out var file, out fault) ? new SnapshotInput(file, snapshot) : null;
        return input is not null;
    }

    /// <summary>
    /// Deletes the snapshots before an offset, and what was not finished; for when a snapshot of that offset is complete and none
    /// is being written. What fails is left for the next time.
    /// </summary>
    public DiskFault? DeleteBefore(long logOffset)
    {
        if (List(out var offsets, out var leftovers) is { } fault)
            return fault;
        foreach (var path in leftovers.Concat(offsets.Where(o => o < logOffset).Select(PathOf)))
        {
            if (disk.Delete(path) is { Kind: not DiskFaultKind.Missing } deleteFault)
                return deleteFault;
        }

        return null;
    }

    internal string PathOf(long logOffset) => $"{folder}/{SnapshotName.Of(logOffset)}";

    private DiskFault? List(out List<long> offsets, out List<string> leftovers)
    {
        var names = new List<string>();
        (offsets, leftovers) = ([], []);
        if (disk.ListFiles(folder, names) is { } fault)
            return fault;
        foreach (var name in names)
        {
            if (SnapshotName.TryParse(name, out var offset))
                offsets.Add(offset);
            else if (SnapshotName.IsPart(name))
                leftovers.Add($"{folder}/{name}");
        }

        offsets.Sort((a, b) => b.CompareTo(a));
        return null;
    }

    /// <summary>The file when it has head and foot, else the problem.</summary>
    private DiskFault? Judge(long offset, out SnapshotFile? snapshot, out string problem)
    {
        (snapshot, problem) = (null, "");
        var path = PathOf(offset);
        if (!disk.TryOpen(path, DiskOpen.Read, out var file, out var fault))
            return fault;
        using (file)
        {
            if (ReadEnds(file, out var header, out var footer, out var bytes) is { } readFault)
                return readFault;
            problem = ProblemOf(path, offset, header, footer, bytes) ?? "";
            if (problem.Length == 0)
                snapshot = new SnapshotFile(path, header!.Value, footer!.Value);
            return null;
        }
    }

    private static DiskFault? ReadEnds(IJournalFile file, out SnapshotHeader? header, out SnapshotFooter? footer, out long bytes)
    {
        Span<byte> start = stackalloc byte[4 * SnapshotHeader.Bytes];
        Span<byte> end = stackalloc byte[SnapshotFooter.Bytes];
        (header, footer) = (null, null);
        var fault = file.ReadLength(out bytes);
        var read = 0;
        fault ??= file.Read(0, start, out read);
        if (fault is not null)
            return fault;
        header = SnapshotHeader.Read(start[..read]);
        if (bytes < SnapshotFooter.Bytes)
            return null;
        fault = file.Read(bytes - SnapshotFooter.Bytes, end, out read);
        footer = SnapshotFooter.Read(end[..read]);
        return fault;
    }

    private string? ProblemOf(string path, long offset, SnapshotHeader? header, SnapshotFooter? footer, long bytes)
    {
        if (header is not { } head)
            return new StreamDamage(path, 0, "its head is broken").ToString();
        if (head.FormVersion != SnapshotHeader.Version)
            return $"{path}: version {head.FormVersion} was written by a newer AkkaRedis; this one knows version {SnapshotHeader.Version}";
        if (head.Shard != shard)
            return new StreamDamage(path, 0, $"it is a snapshot of shard {head.Shard}").ToString();
        var footAt = Math.Max(0, bytes - SnapshotFooter.Bytes);
        if (footer is not { } foot)
            return new StreamDamage(path, footAt, "its end is broken or missing").ToString();
        if (foot.HeaderChecksum != head.Checksum || foot.LogOffset != offset || foot.FileBytes != bytes)
            return new StreamDamage(path, footAt, "its end is that of another file").ToString();
        return null;
    }
}
