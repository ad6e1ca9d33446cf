using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using AkkaRedis.Protocol.Buffers;

namespace AkkaRedis.Protocol.Resp;

/// <summary>
/// Writes replies as bytes into one growing pooled buffer. Knows RESP2 and RESP3: what RESP2 has no type for is written in
/// the form Redis gives a RESP2 client (map as flat array, double as bulk string, null as $-1, …).
/// Source: the RESP3 specification and the replies of redis-server.
/// Not thread-safe; owned by whoever currently owns the batch it belongs to.
/// </summary>
public sealed class RespWriter
{
    /// <summary>Room for the text of any double.</summary>
    public const int MaxDoubleBytes = 40;

    private const int InitialBytes = 512;

    private byte[]? _buffer;
    private int _length;
    private int _guardedFrom = -1;

    /// <summary>The client's protocol for the command being answered: 2 or 3.</summary>
    public int Protocol { get; set; } = 2;

    public bool IsResp3 => Protocol == 3;

    /// <summary>
    /// Most bytes there may be; what is beyond throws, or is lost between <see cref="Guard"/> and <see cref="EndGuard"/>.
    /// </summary>
    public int MaxBytes { get; set; } = System.Array.MaxLength;

    /// <summary>What was written since <see cref="Guard"/> did not fit and is garbage.</summary>
    public bool HasOverflown { get; private set; }

    /// <summary>Bytes written. Setting it back drops what came after: a command that fails midway leaves only its error.</summary>
    public int Length
    {
        get => _length;
        set
        {
            if (HasOverflown)
                return;
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)_length);
            _length = value;
        }
    }

    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _length);

    /// <summary>
    /// From here on too much is no exception: a command writes its whole reply and does its work to the end, whether or not
    /// the reply fits.
    /// </summary>
    public void Guard() => _guardedFrom = _length;

    /// <summary>Drops what was written since <see cref="Guard"/> if it was too much: true, with the length as it was then.</summary>
    public bool EndGuard()
    {
        var start = _guardedFrom;
        _guardedFrom = -1;
        if (!HasOverflown)
            return false;
        HasOverflown = false;
        _length = start;
        return true;
    }

    /// <summary>Hands the buffer over to the caller, who returns it to <see cref="BufferPool"/>; null when nothing was written.</summary>
    public byte[]? Detach(out int length)
    {
        length = _length;
        var buffer = _buffer;
        _buffer = null;
        _length = 0;
        return buffer;
    }

    /// <summary>Drops the content and gives the buffer back to the pool.</summary>
    public void Release()
    {
        _length = 0;
        _guardedFrom = -1;
        HasOverflown = false;
        MaxBytes = System.Array.MaxLength;
        if (_buffer is not { } buffer)
            return;
        _buffer = null;
        BufferPool.Return(buffer);
    }

    public void Ok() => Raw("+OK\r\n"u8);

    public void Simple(ReadOnlySpan<byte> text)
    {
        var to = Reserve(text.Length + 3);
        to[0] = (byte)'+';
        text.CopyTo(to[1..]);
        EndLine(to, text.Length + 1);
    }

    /// <summary>An error line. The text starts with its code ("ERR …", "WRONGTYPE …"); line breaks in it become spaces.</summary>
    public void Error(ReadOnlySpan<byte> text)
    {
        var to = Reserve(text.Length + 3);
        to[0] = (byte)'-';
        for (var i = 0; i < text.Length; i++)
            to[i + 1] = text[i] is (byte)'\r' or (byte)'\n' ? (byte)' ' : text[i];
        EndLine(to, text.Length + 1);
    }

    public void Error(string text) => Error(Encoding.UTF8.GetBytes(text));

    public void Integer(long value) => Header((byte)':', value);

    public void Bulk(ReadOnlySpan<byte> value)
    {
        Header((byte)'$', value.Length);
        var to = Reserve(value.Length + 2);
        value.CopyTo(to);
        EndLine(to, value.Length);
    }

    public void Bulk(string value) => Bulk(Encoding.UTF8.GetBytes(value));

    /// <summary>A number as a bulk string, as GET of a counter replies.</summary>
    public void BulkInteger(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var n);
        Bulk(digits[..n]);
    }

    public void Null() => Raw(IsResp3 ? "_\r\n"u8 : "$-1\r\n"u8);

    public void NullArray() => Raw(IsResp3 ? "_\r\n"u8 : "*-1\r\n"u8);

    public void Array(int count) => Header((byte)'*', count);

    /// <summary>A map of <paramref name="pairs"/> entries; flat array of twice as many elements in RESP2.</summary>
    public void Map(int pairs)
    {
        if (IsResp3)
            Header((byte)'%', pairs);
        else
            Header((byte)'*', 2L * pairs);
    }

    public void Set(int count) => Header(IsResp3 ? (byte)'~' : (byte)'*', count);

    public void Push(int count) => Header(IsResp3 ? (byte)'>' : (byte)'*', count);

    public void Boolean(bool value)
    {
        if (IsResp3)
            Raw(value ? "#t\r\n"u8 : "#f\r\n"u8);
        else
            Integer(value ? 1 : 0);
    }

    /// <summary>A double; a bulk string in RESP2. For its text see <see cref="FormatDouble"/>.</summary>
    public void Double(double value)
    {
        Span<byte> text = stackalloc byte[MaxDoubleBytes];
        var n = FormatDouble(value, text);
        if (!IsResp3)
        {
            Bulk(text[..n]);
            return;
        }

        var to = Reserve(n + 3);
        to[0] = (byte)',';
        text[..n].CopyTo(to[1..]);
        EndLine(to, n + 1);
    }

    /// <summary>Text with a three-letter format; a plain bulk string in RESP2.</summary>
    public void Verbatim(ReadOnlySpan<byte> format, ReadOnlySpan<byte> text)
    {
        if (!IsResp3)
        {
            Bulk(text);
            return;
        }

        Header((byte)'=', text.Length + 4);
        Raw(format);
        Raw(":"u8);
        Raw(text);
        Raw("\r\n"u8);
    }

    /// <summary>Bytes that are RESP already.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>
    /// For an aggregate whose size is known only after its elements: call before them, and hand the result to
    /// <see cref="CloseAggregate"/> after them.
    /// </summary>
    public int OpenAggregate() => _length;

    /// <summary>Puts the header of <paramref name="count"/> elements before what was written since <paramref name="mark"/>.</summary>
    public void CloseAggregate(int mark, char type, int count)
    {
        if (HasOverflown)
            return;
        Span<byte> header = stackalloc byte[16];
        header[0] = (byte)type;
        Utf8Formatter.TryFormat(count, header[1..], out var n);
        header[n + 1] = (byte)'\r';
        header[n + 2] = (byte)'\n';
        var bodyBytes = _length - mark;
        Reserve(n + 3);
        if (HasOverflown)
            return;
        var buffer = _buffer.AsSpan();
        buffer.Slice(mark, bodyBytes).CopyTo(buffer[(mark + n + 3)..]);
        header[..(n + 3)].CopyTo(buffer[mark..]);
    }

    /// <summary>Redis' text of a double: C's %.17g, which always reads back equal; inf, -inf, nan.</summary>
    public static int FormatDouble(double value, Span<byte> to)
    {
        if (double.IsPositiveInfinity(value))
            return Copy("inf"u8, to);
        if (double.IsNegativeInfinity(value))
            return Copy("-inf"u8, to);
        if (double.IsNaN(value))
            return Copy("nan"u8, to);
        if (value == 0)
            return Copy(double.IsNegative(value) ? "-0"u8 : "0"u8, to);
        if (Math.Abs(value) < 4.5e15 && value == Math.Floor(value))
        {
            Utf8Formatter.TryFormat((long)value, to, out var digits);
            return digits;
        }

        return FormatGeneral(value, to);
    }

    private static int FormatGeneral(double value, Span<byte> to)
    {
        value.TryFormat(to, out var n, "G17", CultureInfo.InvariantCulture);
        var exponent = to[..n].IndexOf((byte)'E');
        if (exponent > 0)
            to[exponent] = (byte)'e';
        return n;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> to)
    {
        text.CopyTo(to);
        return text.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Header(byte type, long value)
    {
        EnsureRoom(24);
        var buffer = _buffer!;
        var at = _length;
        buffer[at++] = type;
        if ((ulong)value < 10)
        {
            buffer[at++] = (byte)('0' + value);
        }
        else
        {
            Utf8Formatter.TryFormat(value, buffer.AsSpan(at), out var n);
            at += n;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(at), 0x0A0D);
        _length = at + 2;
    }

    private static void EndLine(Span<byte> to, int at) => BinaryPrimitives.WriteUInt16LittleEndian(to[at..], 0x0A0D);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int bytes)
    {
        EnsureRoom(bytes);
        var span = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return span;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EnsureRoom(int bytes)
    {
        if (_buffer is null || _buffer.Length - _length < bytes)
            Grow(bytes);
    }

    private void Grow(int bytes)
    {
        var needed = Math.Max(InitialBytes, (long)_length + bytes);
        if (needed > MaxBytes && _guardedFrom < 0)
            throw new InvalidOperationException("reply exceeds 2 GB");
        if (needed > MaxBytes)
        {
            HasOverflown = true;
            _length = _guardedFrom;
            needed = (long)_length + bytes;
            if (needed <= _buffer!.Length)
                return;
        }

        var doubled = Math.Min(System.Array.MaxLength, Math.Max(needed, 2L * _length));
        var bigger = BufferPool.Rent((int)doubled);
        if (_buffer is { } old)
        {
            old.AsSpan(0, _length).CopyTo(bigger);
            BufferPool.Return(old);
        }

        _buffer = bigger;
    }
}
