using System.Net.Sockets;
using AkkaRedis.Node.Monitor;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>Client sockets on the threads on which .NET polls sockets; for every system.</summary>
internal sealed class AsyncSocketEngine(NodeStatistics statistics) : ISocketEngine
{
    public ISocketChannel Open(Socket socket, Action onReceivable, Action onSendable) =>
        new AsyncSocketChannel(socket, statistics, onReceivable, onSendable);

    public void Dispose()
    {
    }
}

/// <summary>
/// A client socket by .NET's asynchronous operations. One that does not complete at once completes on the socket's thread,
/// and its result waits for the owner's next call.
///
/// Memory handed to an operation belongs to it until it completed, so after <see cref="Close"/> it is released when nothing
/// is under way, exactly once.
/// State bits: receive under way, send under way, result of a receive kept, result of a send kept, closed, released.
/// </summary>
internal sealed class AsyncSocketChannel : ISocketChannel
{
    private const int Receiving = 1;
    private const int Sending = 2;
    private const int Closed = 4;
    private const int Released = 8;

    /// <summary>How far a bit of an operation under way is from that of its result.</summary>
    private const int ToResult = 4;

    private readonly Socket _socket;
    private readonly NodeStatistics _statistics;
    private readonly SocketAsyncEventArgs _receive = new(true);
    private readonly SocketAsyncEventArgs _send = new(true);
    private readonly Action _onReceivable;
    private readonly Action _onSendable;
    private Action? _released;
    private int _state;

    public AsyncSocketChannel(Socket socket, NodeStatistics statistics, Action onReceivable, Action onSendable)
    {
        _socket = socket;
        _statistics = statistics;
        _onReceivable = onReceivable;
        _onSendable = onSendable;
        _receive.Completed += (_, _) => Completed(Receiving, _onReceivable);
        _send.Completed += (_, _) => Completed(Sending, _onSendable);
        Interlocked.Increment(ref statistics.OpenSockets);
    }

    public bool MayReceive() => true;

    public int Receive(Memory<byte> into)
    {
        if (TakeResult(Receiving))
            return ResultOf(_receive);
        if (!Begin(Receiving))
            return ISocketChannel.Broken;
        _receive.SetBuffer(into);
        return Start(_socket.ReceiveAsync, _receive, Receiving);
    }

    public int Send(byte[] buffer, int offset, int count)
    {
        if (TakeResult(Sending))
            return ResultOf(_send);
        if (!Begin(Sending))
            return ISocketChannel.Broken;
        _send.SetBuffer(buffer, offset, count);
        return Start(_socket.SendAsync, _send, Sending);
    }

    public void Close(Action released)
    {
        _released = released;
        if ((Interlocked.Or(ref _state, Closed) & Closed) != 0)
            return;
        _socket.Dispose();
        ReleaseWhenQuiet();
    }

    private static int ResultOf(SocketAsyncEventArgs args) =>
        args.SocketError == SocketError.Success ? args.BytesTransferred : ISocketChannel.Broken;

    private bool TakeResult(int operation)
    {
        var result = operation << ToResult;
        return (Volatile.Read(ref _state) & result) != 0 && (Interlocked.And(ref _state, ~result) & result) != 0;
    }

    private bool Begin(int operation)
    {
        if ((Interlocked.Or(ref _state, operation) & Closed) == 0)
            return true;
        Interlocked.And(ref _state, ~operation);
        return false;
    }

    private int Start(Func<SocketAsyncEventArgs, bool> start, SocketAsyncEventArgs args, int operation)
    {
        try
        {
            if (start(args))
                return ISocketChannel.Pending;
        }
        catch (ObjectDisposedException)
        {
            args.SocketError = SocketError.OperationAborted;
        }

        Interlocked.And(ref _state, ~operation);
        return ResultOf(args);
    }

    private void Completed(int operation, Action handler)
    {
        // The result is there before the operation is over, and both before the owner hears of it.
        Interlocked.Or(ref _state, operation << ToResult);
        var before = Interlocked.And(ref _state, ~operation);
        if ((before & Closed) != 0)
            ReleaseWhenQuiet();
        else
            SocketThread.Run(handler);
    }

    private void ReleaseWhenQuiet()
    {
        const int Results = (Receiving | Sending) << ToResult;
        var before = Interlocked.And(ref _state, ~Results) & ~Results;
        if (before != Closed || Interlocked.CompareExchange(ref _state, Closed | Released, Closed) != Closed)
            return;
        _receive.Dispose();
        _send.Dispose();
        Interlocked.Decrement(ref _statistics.OpenSockets);
        _released!();
    }
}
