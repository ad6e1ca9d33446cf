using System.Diagnostics.CodeAnalysis;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Inspection;

/// <summary>
/// A disk that is looked at and not changed. What a recovery would cut, delete or sync is let be, as if it had been done: it
/// remembers itself up to where a file counts. Writing is refused, but for what is there already, which it writes once more.
/// </summary>
internal sealed class ReadOnlyDisk(IJournalDisk disk) : IJournalDisk
{
    public DiskFault? CreateFolder(string folder) => null;

    public DiskFault? ListFiles(string folder, List<string> names) => disk.ListFiles(folder, names);

    public bool TryOpen(string path, DiskOpen mode, [NotNullWhen(true)] out IJournalFile? file, [NotNullWhen(false)] out DiskFault? fault)
    {
        file = null;
        fault = mode == DiskOpen.Create ? Refusal(path) : null;
        if (fault is not null || !disk.TryOpen(path, DiskOpen.Read, out var opened, out fault))
            return false;
        file = new ReadOnlyFile(opened);
        return true;
    }

    public DiskFault? Delete(string path) => null;

    public DiskFault? Rename(string from, string to) => Refusal(from);

    public DiskFault? SyncFolder(string folder) => null;

    private static DiskFault Refusal(string path) => new(DiskFaultKind.Failed, path, "is only looked at");

    private sealed class ReadOnlyFile(IJournalFile file) : IJournalFile
    {
        public string Path => file.Path;

        public DiskFault? ReadLength(out long bytes) => file.ReadLength(out bytes);

        public DiskFault? Read(long at, Span<byte> into, out int bytes) => file.Read(at, into, out bytes);

        public DiskFault? Write(long at, ReadOnlySpan<byte> bytes)
        {
            var there = new byte[bytes.Length];
            var fault = file.Read(at, there, out var read);
            return fault ?? (read == bytes.Length && bytes.SequenceEqual(there) ? null : Refusal(Path));
        }

        public DiskFault? Truncate(long bytes) => null;

        public DiskFault? Reserve(long bytes) => null;

        public DiskFault? Sync() => null;

        public void Dispose() => file.Dispose();
    }
}
