using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkkaRedis.Benchmarks.Pauses;

/// <summary>
/// A blocking connection that sends pipelines and counts whole replies: enough of RESP for replies that are one line or one bulk
/// string. Allocates nothing while it runs, so that the client does not measure its own collector.
/// </summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _out = new byte[1 << 20];
    private readonly byte[] _in = new byte[1 << 20];
    private int _outBytes;
    private int _commands;

    public Wire(int port) => _socket.Connect(IPAddress.Loopback, port);

    public Socket Socket => _socket;

    /// <summary>Adds an inline command to the pipeline; {0} in it stands for the number.</summary>
    public void Add(ReadOnlySpan<byte> before, long number, ReadOnlySpan<byte> after)
    {
        Append(before);
        number.TryFormat(_out.AsSpan(_outBytes), out var digits, default, CultureInfo.InvariantCulture);
        _outBytes += digits;
        Append(after);
        Append("\r\n"u8);
        _commands++;
    }

    public bool IsFull => _outBytes > _out.Length - 4096;

    /// <summary>Sends the pipeline and waits for all its replies.</summary>
    public void Exchange()
    {
        for (var sent = 0; sent < _outBytes;)
            sent += _socket.Send(_out.AsSpan(sent, _outBytes - sent));
        var filled = 0;
        for (var taken = 0; _commands > 0;)
        {
            var received = _socket.Receive(_in.AsSpan(filled));
            if (received == 0)
                throw new IOException("The server closed the connection.");
            filled += received;
            while (_commands > 0 && TryTakeReply(ref taken, filled))
                _commands--;
            if (taken == filled)
                taken = filled = 0;
        }

        _outBytes = 0;
    }

    /// <summary>A command whose reply is one bulk string, as text.</summary>
    public string Ask(string command)
    {
        _socket.Send(Encoding.ASCII.GetBytes(command + "\r\n"));
        var filled = 0;
        for (var taken = 0; !TryTakeReply(ref taken, filled);)
            filled += _socket.Receive(_in.AsSpan(filled));
        return Encoding.UTF8.GetString(_in, 0, filled);
    }

    public void Dispose() => _socket.Dispose();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_out.AsSpan(_outBytes));
        _outBytes += bytes.Length;
    }

    private bool TryTakeReply(ref int taken, int filled)
    {
        var line = _in.AsSpan(taken, filled - taken).IndexOf((byte)'\n');
        if (line < 0)
            return false;
        var end = taken + line + 1;
        if (_in[taken] == '-')
            throw new IOException(Encoding.ASCII.GetString(_in, taken, line));
        if (_in[taken] == '$' && _in[taken + 1] != '-')
            end += int.Parse(_in.AsSpan(taken + 1, line - 2), CultureInfo.InvariantCulture) + 2;
        if (end > filled)
            return false;
        taken = end;
        return true;
    }
}
