using System.Runtime.InteropServices;
using AkkaRedis.Shard.Journal;
using Microsoft.Win32.SafeHandles;

namespace AkkaRedis.Node.Persistence;

/// <summary>An open file of the journal on a real disk.</summary>
internal sealed class JournalFile(string path, SafeFileHandle handle) : IJournalFile
{
    private const int Interrupted = 4;

    public string Path => path;

    public DiskFault? ReadLength(out long bytes)
    {
        try
        {
            bytes = RandomAccess.GetLength(handle);
            return null;
        }
        catch (Exception e) when (DiskFaults.IsOfDisk(e))
        {
            bytes = 0;
            return DiskFaults.Of(path, "length", e);
        }
    }

    public DiskFault? Read(long at, Span<byte> into, out int bytes)
    {
        bytes = 0;
        try
        {
            while (bytes < into.Length)
            {
                var read = RandomAccess.Read(handle, into[bytes..], at + bytes);
                if (read == 0)
                    break;
                bytes += read;
            }

            return null;
        }
        catch (Exception e) when (DiskFaults.IsOfDisk(e))
        {
            return DiskFaults.Of(path, "read", e);
        }
    }

    public DiskFault? Write(long at, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, at);
            return null;
        }
        catch (Exception e) when (DiskFaults.IsOfDisk(e))
        {
            return DiskFaults.Of(path, "write", e);
        }
    }

    public DiskFault? Truncate(long bytes) => DiskFaults.Try(path, "truncate", () => RandomAccess.SetLength(handle, bytes));

    /// <summary>Nothing where the system or the file system has no such thing.</summary>
    public DiskFault? Reserve(long bytes)
    {
        if (!OperatingSystem.IsLinux() || DiskCalls.Reserve(handle, 0, bytes) == 0)
            return null;
        var error = Marshal.GetLastPInvokeError();
        return error == DiskCalls.NotSupported ? null : DiskFaults.Of(path, "reserve", error);
    }

    public DiskFault? Sync()
    {
        if (!OperatingSystem.IsLinux())
            return DiskFaults.Try(path, "sync", () => RandomAccess.FlushToDisk(handle));
        while (DiskCalls.SyncData(handle) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                return DiskFaults.Of(path, "sync", error);
        }

        return null;
    }

    public void Writeback(long from, long bytes, bool wait)
    {
        if (OperatingSystem.IsLinux())
            DiskCalls.Writeback(handle, from, bytes, wait);
    }

    public void Dispose() => handle.Dispose();
}
