using System.Runtime.InteropServices;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>Makes values of what the system and .NET say about a failing disk.</summary>
internal static class DiskFaults
{
    /// <summary>Windows: the disk, or the handle's disk, is full.</summary>
    private const int HandleDiskFull = 39;

    private const int DiskFull = 112;

    public static DiskFault? Try(string path, string what, Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            return Of(path, what, e);
        }
    }

    public static bool IsOfDisk(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    public static DiskFault Of(string path, string what, Exception e) => new(KindOf(e), path, $"{what}: {e.Message}");

    public static DiskFault Of(string path, string what, int error) => new(
        error is DiskCalls.NoSpace or DiskCalls.QuotaUsedUp ? DiskFaultKind.Full : DiskFaultKind.Failed,
        path,
        $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");

    private static DiskFaultKind KindOf(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => DiskFaultKind.Missing,
        IOException { HResult: DiskCalls.NoSpace or DiskCalls.QuotaUsedUp } => DiskFaultKind.Full,
        IOException when (e.HResult & 0xFFFF) is HandleDiskFull or DiskFull && OperatingSystem.IsWindows() => DiskFaultKind.Full,
        _ => DiskFaultKind.Failed,
    };
}
