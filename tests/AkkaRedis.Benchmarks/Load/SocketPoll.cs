using System.Runtime.InteropServices;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>
/// Waits for sockets with ppoll, whose timeout is exact to some 50 microseconds; .NET has no wait for many sockets that
/// neither allocates nor rounds to milliseconds. Linux only.
/// </summary>
internal sealed partial class SocketPoll
{
    private const short In = 1;
    private const short Out = 4;

    private readonly Entry[] _entries;

    public SocketPoll(IEnumerable<int> handles) => _entries = [.. handles.Select(h => new Entry { Handle = h, Wanted = In })];

    public void WantsOutput(int index, bool wants) => _entries[index].Wanted = wants ? (short)(In | Out) : In;

    /// <summary>Anything but the readiness to send: data, an end, an error.</summary>
    public bool IsReadable(int index) => (_entries[index].Ready & ~Out) != 0;

    public bool IsWritable(int index) => (_entries[index].Ready & Out) != 0;

    /// <summary>Waits until a socket is ready, at most as long as told; false when none is.</summary>
    public bool Wait(long timeoutNs)
    {
        var timeout = new TimeSpec { Seconds = timeoutNs / 1_000_000_000, Nanoseconds = timeoutNs % 1_000_000_000 };
        return Poll(_entries, (nuint)_entries.Length, ref timeout, 0) > 0;
    }

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int Poll([In, Out] Entry[] entries, nuint count, ref TimeSpec timeout, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public int Handle;
        public short Wanted;
        public short Ready;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
