using System.Net.Sockets;
using AkkaRedis.Node.Monitor;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// A client socket with at most one receive and one send under way. An operation that completes at once says so by its return
/// value; else the handler given at construction is called on the socket's thread.
///
/// Closing is safe at any moment: buffers handed to an operation belong to it until it completed, so <c>released</c> is called
/// exactly once, after <see cref="Close"/> and when nothing is under way; only then may they be reused.
/// State bits: receive under way, send under way, closed, released.
/// </summary>
internal sealed class SocketChannel
{
    private const int Receiving = 1;
    private const int Sending = 2;
    private const int Closed = 4;
    private const int Released = 8;

    private readonly Socket _socket;
    private readonly NodeStatistics _statistics;
    private readonly SocketAsyncEventArgs _receive = new(true);
    private readonly SocketAsyncEventArgs _send = new(true);
    private readonly Action _onReceived;
    private readonly Action _onSent;
    private Action? _released;
    private int _state;

    public SocketChannel(Socket socket, NodeStatistics statistics, Action onReceived, Action onSent)
    {
        _socket = socket;
        _statistics = statistics;
        _onReceived = onReceived;
        _onSent = onSent;
        _receive.Completed += (_, _) => Completed(Receiving, _onReceived);
        _send.Completed += (_, _) => Completed(Sending, _onSent);
        Interlocked.Increment(ref statistics.OpenSockets);
    }

    /// <summary>Bytes of the last completed receive; 0 when the client closed its side, -1 when the connection is broken.</summary>
    public int ReceivedBytes => _receive.SocketError == SocketError.Success ? _receive.BytesTransferred : -1;

    /// <summary>Bytes of the last completed send; -1 when the connection is broken.</summary>
    public int SentBytes => _send.SocketError == SocketError.Success ? _send.BytesTransferred : -1;

    /// <summary>True when the receive completed at once; else the handler will be called.</summary>
    public bool TryReceive(Memory<byte> into)
    {
        if (!Begin(Receiving))
            return FailAtOnce(_receive);
        _receive.SetBuffer(into);
        return Start(_socket.ReceiveAsync, _receive, Receiving);
    }

    /// <summary>True when the send completed at once, perhaps of a part; else the handler will be called.</summary>
    public bool TrySend(byte[] buffer, int offset, int count)
    {
        if (!Begin(Sending))
            return FailAtOnce(_send);
        _send.SetBuffer(buffer, offset, count);
        return Start(_socket.SendAsync, _send, Sending);
    }

    /// <summary>Closes the socket; <paramref name="released"/> is called once no operation uses its buffer any more.</summary>
    public void Close(Action released)
    {
        _released = released;
        if ((Interlocked.Or(ref _state, Closed) & Closed) != 0)
            return;
        _socket.Dispose();
        ReleaseWhenQuiet();
    }

    private bool Begin(int operation) => (Interlocked.Or(ref _state, operation) & Closed) == 0;

    private bool FailAtOnce(SocketAsyncEventArgs args)
    {
        args.SocketError = SocketError.OperationAborted;
        Interlocked.And(ref _state, ~(args == _receive ? Receiving : Sending));
        return true;
    }

    private bool Start(Func<SocketAsyncEventArgs, bool> start, SocketAsyncEventArgs args, int operation)
    {
        try
        {
            if (start(args))
                return false;
        }
        catch (ObjectDisposedException)
        {
            args.SocketError = SocketError.OperationAborted;
        }

        Interlocked.And(ref _state, ~operation);
        return true;
    }

    private void Completed(int operation, Action handler)
    {
        var before = Interlocked.And(ref _state, ~operation);
        if ((before & Closed) != 0)
            ReleaseWhenQuiet();
        else
            SocketThread.Run(handler);
    }

    private void ReleaseWhenQuiet()
    {
        if (Interlocked.CompareExchange(ref _state, Closed | Released, Closed) != Closed)
            return;
        _receive.Dispose();
        _send.Dispose();
        Interlocked.Decrement(ref _statistics.OpenSockets);
        _released!();
    }
}
