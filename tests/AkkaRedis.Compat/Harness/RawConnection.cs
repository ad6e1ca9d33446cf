using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkkaRedis.Compat.Harness;

/// <summary>
/// A connection that sends exactly the bytes it is given and gives replies as they came, one char a byte (Latin-1), so that
/// nothing between the test and the wire repairs anything. Every wait is bounded; a hang fails with what was received.
/// </summary>
public sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan ReplyLimit = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private RawConnection(Socket socket) => _socket = socket;

    public static async Task<RawConnection> OpenAsync(IPEndPoint endpoint, int? receiveBufferBytes = null)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBufferBytes is { } bytes)
            socket.ReceiveBufferSize = bytes;
        await socket.ConnectAsync(endpoint);
        return new RawConnection(socket);
    }

    /// <summary>A request as RESP, each argument taken as Latin-1.</summary>
    public static string Resp(params string[] args)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{args.Length}\r\n");
        foreach (var arg in args)
            text.Append(CultureInfo.InvariantCulture, $"${arg.Length}\r\n{arg}\r\n");
        return text.ToString();
    }

    /// <summary>A bulk reply with this content.</summary>
    public static string Bulk(string content) => $"${content.Length}\r\n{content}\r\n";

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(ReplyLimit);
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, limit.Token)..];
    }

    /// <summary>Sends one inline command and reads its reply.</summary>
    public async Task<string> AskAsync(string inlineCommand)
    {
        await SendAsync(inlineCommand + "\r\n");
        return await ReadReplyAsync();
    }

    /// <summary>Sends one request as RESP and reads its reply.</summary>
    public async Task<string> CallAsync(params string[] args)
    {
        await SendAsync(Resp(args));
        return await ReadReplyAsync();
    }

    /// <summary>One whole reply with all its elements.</summary>
    public async Task<string> ReadReplyAsync()
    {
        int length;
        while ((length = ReplyLength.Of(_buffer.AsSpan(_start, _end - _start))) < 0)
            await ReadMoreAsync(_end - _start + 1);
        return Encoding.Latin1.GetString((await ReadBytesAsync(length)).Span);
    }

    public async Task<string> ReadRepliesAsync(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(await ReadReplyAsync());
        return text.ToString();
    }

    /// <summary>The next bytes, exactly as many as asked for; valid until the next read.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync(int count)
    {
        while (_end - _start < count)
            await ReadMoreAsync(count);

        _start += count;
        return _buffer.AsMemory(_start - count, count);
    }

    /// <summary>All that comes until the server closes; a reset counts as a close.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        do
        {
            text.Append(Encoding.Latin1.GetString(_buffer, _start, _end - _start));
            _start = _end = 0;
        }
        while (await FillAsync(1));
        return text.ToString();
    }

    /// <summary>Closes with RST: the client vanishes.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask ReadMoreAsync(int wanted)
    {
        if (!await FillAsync(wanted))
            throw new EndOfStreamException($"closed after '{Unread()}'");
    }

    /// <summary>Receives once, with room for <paramref name="wanted"/> bytes from the start; false when the server has closed.</summary>
    private async ValueTask<bool> FillAsync(int wanted)
    {
        MakeRoom(wanted);
        using var limit = new CancellationTokenSource(ReplyLimit);
        try
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(_end), limit.Token);
            _end += received;
            return received > 0;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"no reply within {ReplyLimit.TotalSeconds} s; received so far: '{Unread()}'");
        }
    }

    private string Unread() => Encoding.Latin1.GetString(_buffer, _start, Math.Min(_end - _start, 200));

    private void MakeRoom(int wanted)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_buffer.Length < wanted || _end == _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(wanted, 2 * _buffer.Length));
    }
}
