using System.Diagnostics.CodeAnalysis;

namespace AkkaRedis.Shard.Journal;

/// <summary>How a file is opened.</summary>
public enum DiskOpen
{
    Read,
    Write,

    /// <summary>A new file; whatever had its name is emptied.</summary>
    Create,
}

/// <summary>
/// All that the journal and snapshots need of a disk, so that a simulated one can take its place. Paths are relative, with slashes. What
/// was not synced may be lost, in part and in any order, when the machine stops; a file's name is synced with its folder.
/// Failures are values; null is success.
/// </summary>
public interface IJournalDisk
{
    /// <summary>Makes a folder; nothing when it is there.</summary>
    DiskFault? CreateFolder(string folder);

    /// <summary>Adds the names of the files of a folder; none when there is no such folder.</summary>
    DiskFault? ListFiles(string folder, List<string> names);

    bool TryOpen(string path, DiskOpen mode, [NotNullWhen(true)] out IJournalFile? file, [NotNullWhen(false)] out DiskFault? fault);

    DiskFault? Delete(string path);

    /// <summary>Gives a file another name, in its folder; whatever had that name is gone. After a crash it has one or the other.</summary>
    DiskFault? Rename(string from, string to);

    /// <summary>Syncs which files the folder has.</summary>
    DiskFault? SyncFolder(string folder);
}

/// <summary>An open file. Syncing and writing may go on at the same time on different threads.</summary>
public interface IJournalFile : IDisposable
{
    string Path { get; }

    DiskFault? ReadLength(out long bytes);

    /// <summary>Fewer bytes than asked for only at the end of the file.</summary>
    DiskFault? Read(long at, Span<byte> into, out int bytes);

    /// <summary>After a failure any part of the bytes may have been written.</summary>
    DiskFault? Write(long at, ReadOnlySpan<byte> bytes);

    DiskFault? Truncate(long bytes);

    /// <summary>Takes space up to a length in advance, without making the file longer.</summary>
    DiskFault? Reserve(long bytes);

    DiskFault? Sync();

    /// <summary>
    /// Has written bytes begin their way to the disk, so that a later sync has less to do; with <paramref name="wait"/> also waits
    /// for it. It keeps no promise: only a sync does, which also tells of failures.
    /// </summary>
    void Writeback(long from, long bytes, bool wait)
    {
    }
}
