using System.Runtime.InteropServices;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>
/// The system calls of the epoll engine. Failures are -1 with the number of the error in Marshal.GetLastPInvokeError.
/// Source: epoll(7), epoll_ctl(2), eventfd(2), recv(2), send(2); constants from Linux' headers, the same on x64 and arm64.
/// </summary>
internal static unsafe partial class LinuxCalls
{
    public const int Interrupted = 4;
    public const int WouldBlock = 11;

    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;

    public const int Add = 1;
    public const int Delete = 2;

    public const uint In = 0x1;
    public const uint Out = 0x4;
    public const uint Error = 0x8;
    public const uint HangUp = 0x10;
    public const uint ReadHangUp = 0x2000;
    public const uint EdgeTriggered = 1u << 31;

    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* interest);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* events, int maxEvents, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>Never blocks, whatever the descriptor is set to.</summary>
    public static int Receive(int descriptor, Span<byte> into)
    {
        fixed (byte* start = into)
            return (int)Receive(descriptor, start, (nuint)into.Length, DontWait);
    }

    /// <summary>Never blocks and never raises SIGPIPE.</summary>
    public static int Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return (int)Send(descriptor, start, (nuint)bytes.Length, DontWait | NoSignal);
    }

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, byte* buffer, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int descriptor, byte* buffer, nuint count, int flags);
}
