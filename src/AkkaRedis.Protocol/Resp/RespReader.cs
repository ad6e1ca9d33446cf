using System.Runtime.CompilerServices;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;

namespace AkkaRedis.Protocol.Resp;

/// <summary>
/// Requests from bytes, pure of sockets: hand it the bytes as they come, cut anywhere, and take out batches of complete
/// commands.
///
/// Use: receive into <see cref="Space"/>, call <see cref="Advance"/>, then <see cref="TakeBatch"/> until it gives null, then
/// look at <see cref="Error"/> (commands before the error still come out first).
///
/// State between calls is the unfinished command: where it starts, how many arguments are missing, which are known. A
/// command is therefore parsed once however it is cut, and a request of a million arguments costs no rescans.
/// Invariants: commandStart &lt;= parsed &lt;= filled &lt;= buffer length; arguments since pendingFirstArg belong to the unfinished
/// command and lie in [commandStart, parsed).
/// Limits are checked where they are independent of how the bytes were cut. Room is reserved as bytes come, not as they are
/// announced: at most twice what the unfinished command has sent, or <see cref="MaxIdleBufferBytes"/>.
/// Source: the RESP specification and the error texts of redis-server (processMultibulkBuffer, processInlineBuffer).
/// </summary>
public sealed class RespReader : IDisposable
{
    private const int MinBufferBytes = 2 * 1024;
    private const int MaxIdleBufferBytes = 64 * 1024;
    private const long MaxRequestBytes = int.MaxValue - (1 << 20);

    private readonly ProtocolLimits _limits;
    private readonly long _maxQueryBytes;
    private CommandBatch? _batch;
    private int _filled;
    private int _parsed;
    private int _commandStart;
    private int _pendingFirstArg;
    private int _argsMissing;
    private long _bulkBytes = -1;
    private int _lineScanned;
    private int _nextBufferBytes = MinBufferBytes;

    public RespReader(ProtocolLimits? limits = null)
    {
        _limits = limits ?? ProtocolLimits.Default;
        _maxQueryBytes = Math.Min(_limits.MaxQueryBytes, MaxRequestBytes);
    }

    /// <summary>The text of a protocol error ("Protocol error: …"), after which no more is read; null while all is well.</summary>
    public string? Error { get; private set; }

    /// <summary>Bytes received that belong to no finished command yet.</summary>
    public int PendingBytes => _filled - _commandStart;

    /// <summary>Size of the buffer that is held now; what an idle connection costs.</summary>
    public int BufferBytes => _batch?.Buffer.Length ?? 0;

    /// <summary>Where the next bytes go; never empty while <see cref="Error"/> is null.</summary>
    public Memory<byte> Space
    {
        get
        {
            EnsureSpace();
            return _batch!.Buffer.AsMemory(_filled);
        }
    }

    /// <summary>Says that <paramref name="bytes"/> bytes were put at the start of <see cref="Space"/>.</summary>
    public void Advance(int bytes)
    {
        _filled += bytes;
        AdaptBufferSize(bytes);
    }

    /// <summary>
    /// The next batch of complete commands, to be released by whoever takes it; null when there is none yet. The bytes of an
    /// unfinished command move on into the next buffer.
    /// </summary>
    public CommandBatch? TakeBatch()
    {
        if (_batch is not { } batch || Error is not null)
            return null;
        ParseCommands(batch);
        if (batch.Count == 0)
        {
            if (_commandStart > 0)
                DropParsed(batch);
            return null;
        }

        batch.Bytes = _commandStart;
        MoveTailToNextBuffer(batch);
        return batch;
    }

    /// <summary>Gives the held buffer back. Idempotent.</summary>
    public void Dispose()
    {
        _batch?.Release();
        _batch = null;
        _filled = _parsed = _commandStart = 0;
    }

    private void ParseCommands(CommandBatch batch)
    {
        while (_parsed < _filled && batch.Count < _limits.MaxBatchCommands)
        {
            if (_argsMissing == 0 && !ParseCommandHead(batch))
                return;
            if (_argsMissing > 0 && !ParseArguments(batch))
                return;
        }
    }

    /// <summary>True when parsing may go on: a multibulk header was read, or an inline command was finished.</summary>
    private bool ParseCommandHead(CommandBatch batch)
    {
        _commandStart = _parsed;
        _pendingFirstArg = batch.ArgCount;
        return batch.Buffer[_parsed] == (byte)'*' ? ParseMultibulkHeader(batch) : ParseInline(batch);
    }

    private bool ParseMultibulkHeader(CommandBatch batch)
    {
        if (!TryReadLine(batch.Buffer, "Protocol error: too big mbulk count string", out var line))
            return false;
        if (!TryParseLength(line[1..], out var count) || count > _limits.MaxArgs)
            return Fail("Protocol error: invalid multibulk length");
        if (count <= 0)
            _commandStart = _parsed;
        else
            _argsMissing = (int)count;
        return true;
    }

    private bool ParseArguments(CommandBatch batch)
    {
        var buffer = batch.Buffer;
        while (_argsMissing > 0)
        {
            if (_bulkBytes < 0 && !ParseBulkHeader(buffer))
                return false;
            if (_filled - _parsed < _bulkBytes + 2)
                return false;
            batch.AddArg(_parsed, (int)_bulkBytes);
            _parsed += (int)_bulkBytes + 2;
            _bulkBytes = -1;
            _argsMissing--;
        }

        batch.EndCommand(_pendingFirstArg);
        _commandStart = _parsed;
        _pendingFirstArg = batch.ArgCount;
        return true;
    }

    private bool ParseBulkHeader(byte[] buffer)
    {
        var start = _parsed;
        if (!TryReadLine(buffer, "Protocol error: too big bulk count string", out var line))
            return false;
        if (buffer[start] != (byte)'$')
            return Fail($"Protocol error: expected '$', got '{(char)buffer[start]}'");
        if (!TryParseLength(line[1..], out var length) || length < 0 || length > _limits.MaxBulkBytes)
            return Fail("Protocol error: invalid bulk length");
        if (_parsed - _commandStart + length + 2 > _maxQueryBytes)
            return Fail("Protocol error: query buffer limit exceeded");
        _bulkBytes = length;
        return true;
    }

    private bool ParseInline(CommandBatch batch)
    {
        var unread = batch.Buffer.AsSpan(_parsed, _filled - _parsed);
        var newline = unread[_lineScanned..].IndexOf((byte)'\n');
        _lineScanned = newline < 0 ? unread.Length : _lineScanned + newline;
        if (_lineScanned > _limits.MaxInlineBytes)
            return Fail("Protocol error: too big inline request");
        if (newline < 0)
            return false;
        newline = _lineScanned;
        _lineScanned = 0;
        var end = newline > 0 && unread[newline - 1] == (byte)'\r' ? newline - 1 : newline;
        if (!InlineArguments.TrySplit(batch, _parsed, end))
            return Fail("Protocol error: unbalanced quotes in request");
        _parsed += newline + 1;
        if (batch.ArgCount > _pendingFirstArg)
            batch.EndCommand(_pendingFirstArg);
        _commandStart = _parsed;
        _pendingFirstArg = batch.ArgCount;
        return true;
    }

    /// <summary>
    /// A line from the parse position to the next CR, which is consumed with the byte after it; remembers how far it looked.
    /// False when it is not all there, or too long, which is an error.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadLine(byte[] buffer, string tooLong, out ReadOnlySpan<byte> line)
    {
        var unread = buffer.AsSpan(_parsed, _filled - _parsed);
        var from = Math.Min(_lineScanned, unread.Length);
        var cr = unread[from..].IndexOf((byte)'\r');
        var length = cr < 0 ? unread.Length : from + cr;
        if (cr < 0 || length + 1 >= unread.Length || length > _limits.MaxInlineBytes)
        {
            _lineScanned = length;
            line = default;
            return length > _limits.MaxInlineBytes && Fail(tooLong);
        }

        _lineScanned = 0;
        line = unread[..length];
        _parsed += length + 2;
        return true;
    }

    /// <summary>Always false, so that a caller can return it.</summary>
    private bool Fail(string text)
    {
        Error = text;
        return false;
    }

    /// <summary>A decimal integer as Redis' string2ll takes it: no plus, no leading zeros, no spaces.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryParseLength(ReadOnlySpan<byte> digits, out long value)
    {
        if (digits.Length == 1)
        {
            value = digits[0] - (byte)'0';
            return (ulong)value < 10;
        }

        return Numbers.TryParseLong(digits, out value);
    }

    private void EnsureSpace()
    {
        if (_batch is null)
        {
            _batch = CommandBatch.Take(BufferPool.Rent(_nextBufferBytes));
            return;
        }

        var room = RoomWanted(_filled - _commandStart);
        var length = _batch.Buffer.Length;
        if (length - _filled >= room)
            return;
        var doubled = Math.Min(2L * length, _maxQueryBytes + MaxIdleBufferBytes);
        _batch.ReplaceBuffer(BufferPool.Rent((int)Math.Max(_filled + room, doubled)), _filled);
    }

    /// <summary>
    /// Free bytes the next receive should find: what the argument under way still lacks, but not more than was sent so far.
    /// </summary>
    private long RoomWanted(int received)
    {
        if (_bulkBytes < 0)
            return 1;
        var missing = _bulkBytes + 2 - (_filled - _parsed);
        return Math.Clamp(missing, 1, Math.Max(received, MaxIdleBufferBytes));
    }

    /// <summary>What was parsed made no command (empty lines, *0): its room is used again.</summary>
    private void DropParsed(CommandBatch batch)
    {
        if (_commandStart < _filled)
        {
            MoveTailToNextBuffer(batch);
            batch.Release();
            return;
        }

        _filled = _parsed = _commandStart = 0;
    }

    private void MoveTailToNextBuffer(CommandBatch batch)
    {
        var tail = _filled - _commandStart;
        if (tail == 0)
        {
            _batch = null;
            _filled = _parsed = _commandStart = _pendingFirstArg = 0;
            return;
        }

        var next = CommandBatch.Take(BufferPool.Rent((int)Math.Max(tail + RoomWanted(tail), _nextBufferBytes)));
        batch.Buffer.AsSpan(_commandStart, tail).CopyTo(next.Buffer);
        batch.MoveArgsTo(next, _pendingFirstArg, _commandStart);
        _batch = next;
        _parsed -= _commandStart;
        _filled = tail;
        _commandStart = 0;
        _pendingFirstArg = 0;
    }

    /// <summary>A connection that fills its buffer gets a bigger one next time, one that trickles gets a small one.</summary>
    private void AdaptBufferSize(int received)
    {
        if (received >= _nextBufferBytes)
            _nextBufferBytes = Math.Min(_nextBufferBytes * 4, MaxIdleBufferBytes);
        else if (received < _nextBufferBytes / 16)
            _nextBufferBytes = Math.Max(_nextBufferBytes / 4, MinBufferBytes);
    }
}
