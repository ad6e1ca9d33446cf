using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>A folder on a real disk: the journal's, or that of a node.</summary>
public sealed class JournalDisk(string root) : IJournalDisk
{
    private const int Interrupted = 4;

    public DiskFault? CreateFolder(string folder) => DiskFaults.Try(folder, "create folder", () => Directory.CreateDirectory(Full(folder)));

    public DiskFault? ListFiles(string folder, List<string> names) => DiskFaults.Try(folder, "list", () =>
    {
        if (Directory.Exists(Full(folder)))
            names.AddRange(Directory.EnumerateFiles(Full(folder)).Select(path => Path.GetFileName(path)));
    });

    public bool TryOpen(string path, DiskOpen mode, [NotNullWhen(true)] out IJournalFile? file, [NotNullWhen(false)] out DiskFault? fault)
    {
        JournalFile? opened = null;
        fault = DiskFaults.Try(path, "open", () => opened = new JournalFile(path, File.OpenHandle(
            Full(path),
            mode == DiskOpen.Create ? FileMode.Create : FileMode.Open,
            mode == DiskOpen.Read ? FileAccess.Read : FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete)));
        file = opened;
        return file is not null;
    }

    public DiskFault? Delete(string path) => DiskFaults.Try(path, "delete", () => File.Delete(Full(path)));

    public DiskFault? Rename(string from, string to) =>
        DiskFaults.Try(from, "rename", () => File.Move(Full(from), Full(to), overwrite: true));

    /// <summary>Only on Linux is there a way to do it; elsewhere the file system is trusted with its names.</summary>
    public DiskFault? SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var result = DiskCalls.SyncFolder(Full(folder));
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            result = DiskCalls.SyncFolder(Full(folder));
        return result < 0 ? DiskFaults.Of(folder, "sync folder", Marshal.GetLastPInvokeError()) : null;
    }

    private string Full(string path) => Path.Combine(root, path);
}
