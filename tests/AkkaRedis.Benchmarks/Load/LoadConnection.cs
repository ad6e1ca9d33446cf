using System.Net;
using System.Net.Sockets;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>
/// One non-blocking connection: requests go into a buffer and from there into the socket as far as it takes them; replies are
/// counted and matched with the times of their requests, in order. Allocates nothing once it is open.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private const int OutputBytes = 256 * 1024;
    private const int MaxWaiting = 16 * 1024;

    private readonly Socket _socket;
    private readonly byte[] _output;
    private readonly ReplyScanner _scanner = new();
    private readonly TimeQueue _waiting = new(MaxWaiting);
    private int _from;
    private int _to;

    public LoadConnection(EndPoint server, int requestBytes)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(server);
        _socket.Blocking = false;
        _output = new byte[OutputBytes + requestBytes];
    }

    public int Handle => (int)_socket.Handle;

    /// <summary>Requests sent or buffered whose replies have not come.</summary>
    public int Waiting => _waiting.Count;

    public bool HasOutput => _to > _from;

    public long Errors => _scanner.Errors;

    /// <summary>Why the connection is of no more use; null while it is.</summary>
    public string? Failure { get; private set; }

    public bool HasRoomFor(int requests, int bytes) => _waiting.Free >= requests && _output.Length - _to >= bytes;

    public void Add(RequestTemplate template, long intendedNs)
    {
        template.Write(_output.AsSpan(_to));
        _to += template.Length;
        _waiting.Enqueue(intendedNs);
    }

    /// <summary>Sends what the socket takes now.</summary>
    public void Flush()
    {
        if (!HasOutput)
            return;
        var sent = _socket.Send(_output.AsSpan(_from, _to - _from), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
            Failure ??= $"send: {error}";
        _from += error == SocketError.Success ? sent : 0;
        if (_from == _to)
            _from = _to = 0;
    }

    /// <summary>Receives what is there, at most as much as fits into the buffer, and records the time each reply took.</summary>
    public void Receive(byte[] buffer, LatencyHistogram latencies)
    {
        var received = _socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return;
        if (error != SocketError.Success || received == 0)
        {
            Failure ??= error == SocketError.Success ? "the server closed the connection" : $"receive: {error}";
            return;
        }

        var nowNs = Clock.NowNs;
        var replies = _scanner.Scan(buffer.AsSpan(0, received));
        if (_scanner.IsBroken || replies > _waiting.Count)
            Failure ??= "the server sent what is no reply";
        for (replies = Math.Min(replies, _waiting.Count); replies > 0; replies--)
            latencies.Record(nowNs - _waiting.Dequeue());
    }

    public void Dispose() => _socket.Dispose();
}
