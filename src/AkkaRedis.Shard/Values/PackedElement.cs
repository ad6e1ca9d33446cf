using System.Buffers.Text;
using System.Runtime.CompilerServices;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// A byte string in the form a <see cref="PackedList"/> holds it, before it is written there. The form is canonical: equal
/// strings have equal forms, so comparing with a stored element needs no decoding.
/// <para>An element is a body and, after it, the body's size, so that a list can be walked from both ends.</para>
/// Body, by its first byte (the head):
/// <list type="bullet">
/// <item>00..7E: that many bytes of text follow.</item>
/// <item>80..BF: an integer 0..63; the whole element is this byte, which is also what a walk from the end sees.</item>
/// <item>C1..C8: an integer in the 1..8 bytes that follow (two's complement, little endian, as few bytes as do).</item>
/// <item>D1..D4: a length in the 1..4 bytes that follow (little endian), then that many bytes of text.</item>
/// <item>E0: four bytes that name text kept elsewhere (see <see cref="HashTable"/>).</item>
/// </list>
/// Size, by its last byte: 00..7F is the size itself; C1..C4 says that it is held in the 1..4 bytes before.
/// Text that reads as a 64-bit integer in canonical form is always held as one.
/// </summary>
internal readonly ref struct PackedElement
{
    /// <summary>Bytes needed to hold the text of an integer.</summary>
    public const int ScratchBytes = 20;

    private const int MaxShortText = 0x7E;
    private const int MaxShortSize = 0x7F;
    private const byte SmallInteger = 0x80;
    private const byte MaxSmallInteger = 63;
    private const byte WideInteger = 0xC0;
    private const byte LongText = 0xD0;
    private const byte Elsewhere = 0xE0;

    private readonly ReadOnlySpan<byte> _text;
    private readonly long _integer;
    private readonly byte _head;

    public PackedElement(ReadOnlySpan<byte> text)
    {
        if (Numbers.TryParseLong(text, out var integer))
        {
            _integer = integer;
            _head = HeadOf(integer);
            BodyBytes = _head < WideInteger ? 1 : 1 + (_head - WideInteger);
        }
        else
        {
            _text = text;
            var lengthBytes = text.Length <= MaxShortText ? 0 : BytesOf((uint)text.Length);
            _head = lengthBytes == 0 ? (byte)text.Length : (byte)(LongText + lengthBytes);
            BodyBytes = 1 + lengthBytes + text.Length;
        }
    }

    private PackedElement(int handle)
    {
        _integer = handle;
        _head = Elsewhere;
        BodyBytes = 5;
    }

    private PackedElement(long integer)
    {
        _integer = integer;
        _head = HeadOf(integer);
        BodyBytes = _head < WideInteger ? 1 : 1 + (_head - WideInteger);
    }

    /// <summary>The element of an integer's text.</summary>
    public static PackedElement OfInteger(long integer) => new(integer);

    /// <summary>An element whose text is kept elsewhere under this number.</summary>
    public static PackedElement OfHandle(int handle) => new(handle);

    private int BodyBytes { get; }

    /// <summary>Bytes the element takes in a list.</summary>
    public int Bytes => _head is >= SmallInteger and < WideInteger ? 1 : BodyBytes + SizeBytes(BodyBytes);

    /// <summary>Writes the element over the first <see cref="Bytes"/> bytes.</summary>
    public void WriteTo(Span<byte> to)
    {
        to[0] = _head;
        if (_head is >= SmallInteger and < WideInteger)
            return;
        if (_head >= WideInteger && _head < LongText || _head == Elsewhere)
        {
            WriteInteger(to.Slice(1, BodyBytes - 1), _integer);
        }
        else
        {
            var textAt = BodyBytes - _text.Length;
            WriteInteger(to[1..textAt], _text.Length);
            _text.CopyTo(to[textAt..]);
        }

        WriteSize(to[BodyBytes..], BodyBytes);
    }

    /// <summary>Is the element that starts at <paramref name="at"/> this one?</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(ReadOnlySpan<byte> bytes, int at)
    {
        if (bytes[at] != _head)
            return false;
        return _head <= MaxShortText ? bytes.Slice(at + 1, _text.Length).SequenceEqual(_text) : EqualsLong(bytes, at);
    }

    private bool EqualsLong(ReadOnlySpan<byte> bytes, int at)
    {
        if (_head < WideInteger)
            return true;
        if (_head < LongText || _head == Elsewhere)
            return ReadInteger(bytes.Slice(at + 1, BodyBytes - 1)) == _integer;
        var body = BodyAt(bytes, at);
        return body.Length == BodyBytes && body[(BodyBytes - _text.Length)..].SequenceEqual(_text);
    }

    /// <summary>Bytes of the element that starts at <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BytesAt(ReadOnlySpan<byte> bytes, int at)
    {
        var head = bytes[at];
        if (head <= MaxShortText)
            return head + 2;
        if (head < WideInteger)
            return 1;
        var body = BodyBytesAt(bytes, at);
        return body + SizeBytes(body);
    }

    /// <summary>Bytes of the element that ends before <paramref name="end"/>.</summary>
    public static int BytesBefore(ReadOnlySpan<byte> bytes, int end)
    {
        var last = bytes[end - 1];
        if (last <= MaxShortSize)
            return last + 1;
        if (last < WideInteger)
            return 1;
        var width = last - WideInteger;
        return (int)ReadUnsigned(bytes.Slice(end - 1 - width, width)) + width + 1;
    }

    /// <summary>The text of an element; an integer's is written into <paramref name="scratch"/>.</summary>
    public static ReadOnlySpan<byte> TextAt(ReadOnlySpan<byte> bytes, int at, Span<byte> scratch)
    {
        var head = bytes[at];
        if (head <= MaxShortText)
            return bytes.Slice(at + 1, head);
        if (TryIntegerAt(bytes, at, out var integer))
        {
            Utf8Formatter.TryFormat(integer, scratch, out var n);
            return scratch[..n];
        }

        return BodyAt(bytes, at)[(1 + head - LongText)..];
    }

    public static int TextLengthAt(ReadOnlySpan<byte> bytes, int at)
    {
        Span<byte> scratch = stackalloc byte[ScratchBytes];
        return TextAt(bytes, at, scratch).Length;
    }

    /// <summary>Is the element an integer's text, and of which?</summary>
    public static bool TryIntegerAt(ReadOnlySpan<byte> bytes, int at, out long value)
    {
        var head = bytes[at];
        value = head - SmallInteger;
        if (head is >= SmallInteger and < WideInteger)
            return true;
        if (head is < WideInteger or >= LongText)
            return false;
        value = ReadInteger(bytes.Slice(at + 1, head - WideInteger));
        return true;
    }

    /// <summary>Does the element name text kept elsewhere, and under which number?</summary>
    public static bool TryHandleAt(ReadOnlySpan<byte> bytes, int at, out int handle)
    {
        handle = 0;
        if (bytes[at] != Elsewhere)
            return false;
        handle = (int)ReadInteger(bytes.Slice(at + 1, 4));
        return true;
    }

    private static ReadOnlySpan<byte> BodyAt(ReadOnlySpan<byte> bytes, int at) => bytes.Slice(at, BodyBytesAt(bytes, at));

    private static int BodyBytesAt(ReadOnlySpan<byte> bytes, int at)
    {
        var head = bytes[at];
        if (head <= MaxShortText)
            return head + 1;
        if (head < WideInteger)
            return 1;
        if (head < LongText)
            return 1 + head - WideInteger;
        if (head == Elsewhere)
            return 5;
        var width = head - LongText;
        return 1 + width + (int)ReadUnsigned(bytes.Slice(at + 1, width));
    }

    private static byte HeadOf(long integer)
    {
        if (integer is >= 0 and <= MaxSmallInteger)
            return (byte)(SmallInteger + integer);
        var width = 1;
        while (width < 8 && integer >> (8 * width - 1) is not (0 or -1))
            width++;
        return (byte)(WideInteger + width);
    }

    private static int SizeBytes(int body) => body <= MaxShortSize ? 1 : 1 + BytesOf((uint)body);

    private static void WriteSize(Span<byte> to, int body)
    {
        if (body <= MaxShortSize)
        {
            to[0] = (byte)body;
            return;
        }

        var width = BytesOf((uint)body);
        WriteInteger(to[..width], body);
        to[width] = (byte)(WideInteger + width);
    }

    private static int BytesOf(uint value) => value < 1 << 8 ? 1 : value < 1 << 16 ? 2 : value < 1 << 24 ? 3 : 4;

    private static void WriteInteger(Span<byte> to, long value)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = (byte)(value >> (8 * i));
    }

    private static long ReadInteger(ReadOnlySpan<byte> from)
    {
        var unused = 64 - 8 * from.Length;
        return (long)ReadUnsigned(from) << unused >> unused;
    }

    private static ulong ReadUnsigned(ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var i = from.Length - 1; i >= 0; i--)
            value = (value << 8) | from[i];
        return value;
    }
}
