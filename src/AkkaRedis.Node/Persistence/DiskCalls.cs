using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// System calls of Linux that .NET has no name for. Failures are -1 with the number of the error in
/// Marshal.GetLastPInvokeError. Source: fdatasync(2), fallocate(2), open(2), fsync(2).
/// </summary>
internal static partial class DiskCalls
{
    public const int NoSpace = 28;
    public const int QuotaUsedUp = 122;
    public const int NotSupported = 95;

    private const int KeepSize = 1;
    private const uint WaitBefore = 1;
    private const uint StartWriting = 2;
    private const uint WaitAfter = 4;
    private const int OpenFolder = 0x80000;

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int SyncData(SafeFileHandle file);

    /// <summary>Takes space without making the file longer.</summary>
    public static int Reserve(SafeFileHandle file, long from, long bytes) => Allocate(file, KeepSize, from, bytes);

    /// <summary>Begins to write a part of a file to the disk. Source: sync_file_range(2).</summary>
    public static void Writeback(SafeFileHandle file, long from, long bytes, bool wait) =>
        _ = SyncRange(file, from, bytes, wait ? WaitBefore | StartWriting | WaitAfter : StartWriting);

    public static int SyncFolder(string path)
    {
        var folder = Open(path, OpenFolder);
        if (folder < 0)
            return -1;
        var result = Sync(folder);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(folder);
        Marshal.SetLastPInvokeError(error);
        return result;
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncRange(SafeFileHandle file, long from, long bytes, uint flags);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long from, long bytes);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}
