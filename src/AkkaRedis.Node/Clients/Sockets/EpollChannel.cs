using System.Net.Sockets;
using System.Runtime.InteropServices;
using AkkaRedis.Node.Monitor;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>
/// A client socket on an <see cref="EpollLoop"/>. Receives and sends are done by the owner, in the call, so nothing is ever
/// under way and closing needs no care for memory; the loop only says when a call is worth it (<see cref="Readiness"/>).
///
/// A receive that does not fill its memory, and a send of a part, have used up what there was (epoll(7)) and save the call
/// that would find nothing. Once the end was heard of receives go on until they give it: a short one may hide it.
/// The descriptor is used by the owner alone and closed by it last, so it cannot be another connection's by then. An event
/// heard of before the close finds no channel any more, or one whose handlers lead to a stage that has ended.
/// </summary>
internal sealed class EpollChannel : ISocketChannel
{
    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly NodeStatistics _statistics;
    private readonly Action _onReceivable;
    private readonly Action _onSendable;
    private Readiness _receiving;
    private Readiness _sending = Readiness.ReadyAtFirst;
    private EpollLoop? _loop;
    private ulong _token;
    private bool _isClosed;

    public EpollChannel(Socket socket, NodeStatistics statistics, Action onReceivable, Action onSendable)
    {
        _socket = socket;
        _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        _statistics = statistics;
        _onReceivable = onReceivable;
        _onSendable = onSendable;
        Interlocked.Increment(ref statistics.OpenSockets);
    }

    /// <summary>Once, before any other use. What has come in already is heard of as an event.</summary>
    public void Join(EpollLoop loop)
    {
        if (loop.TryAdd(this, _descriptor, out _token))
            _loop = loop;
    }

    /// <summary>The loop's thread.</summary>
    public void OnEvent(uint flags)
    {
        var hasEnded = (flags & (LinuxCalls.ReadHangUp | LinuxCalls.HangUp | LinuxCalls.Error)) != 0;
        if ((hasEnded || (flags & LinuxCalls.In) != 0) && _receiving.Signal(hasEnded))
            _onReceivable();
        var isBroken = (flags & (LinuxCalls.HangUp | LinuxCalls.Error)) != 0;
        if ((isBroken || (flags & LinuxCalls.Out) != 0) && _sending.Signal(isBroken))
            _onSendable();
    }

    public bool MayReceive() => _loop is null || _isClosed || _receiving.IsReadyOrWait();

    public int Receive(Memory<byte> into)
    {
        if (_loop is null || _isClosed)
            return ISocketChannel.Broken;
        while (_receiving.TryUse(out var hasEnded))
        {
            var bytes = LinuxCalls.Receive(_descriptor, into.Span);
            if (bytes >= 0)
            {
                if (bytes == into.Length)
                    _receiving.KeepReady();
                return bytes;
            }

            if (!MayRetry(ref _receiving, hasEnded))
                return ISocketChannel.Broken;
        }

        return ISocketChannel.Pending;
    }

    public int Send(byte[] buffer, int offset, int count)
    {
        if (_loop is null || _isClosed)
            return ISocketChannel.Broken;
        while (_sending.TryUse(out var hasEnded))
        {
            var bytes = LinuxCalls.Send(_descriptor, buffer.AsSpan(offset, count));
            if (bytes >= 0)
            {
                if (bytes == count)
                    _sending.KeepReady();
                return bytes;
            }

            if (!MayRetry(ref _sending, hasEnded))
                return ISocketChannel.Broken;
        }

        return ISocketChannel.Pending;
    }

    public void Close(Action released)
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _loop?.Remove(_token, _descriptor);
        _socket.Dispose();
        Interlocked.Decrement(ref _statistics.OpenSockets);
        released();
    }

    private static bool MayRetry(ref Readiness direction, bool hasEnded)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == LinuxCalls.Interrupted)
            direction.KeepReady();
        return error == LinuxCalls.Interrupted || (error == LinuxCalls.WouldBlock && !hasEnded);
    }
}
