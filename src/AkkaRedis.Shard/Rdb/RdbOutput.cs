using System.Buffers.Binary;
using System.Numerics;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// RDB encoding written into one growing buffer. What would grow it beyond the longest array is lost, and said by
/// <see cref="HasOverflown"/>.
/// </summary>
public sealed class RdbOutput
{
    /// <summary>Text of other lengths is written as it is: shorter text gains nothing, longer text takes too long for a slice.</summary>
    private const int MinCompressedBytes = 21;

    private const int MaxCompressedBytes = 1 << 16;

    /// <summary>Compression must save so many bytes.</summary>
    private const int MinSavedBytes = 4;

    private const int MinBytes = 256;

    private byte[] _bytes;
    private byte[] _packed = [];
    private int[]? _places;

    /// <param name="expectedBytes">Room that is made at once, so that what is large need not be copied while it grows.</param>
    public RdbOutput(long expectedBytes = 0) =>
        _bytes = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(expectedBytes, MinBytes, Array.MaxLength));

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public bool HasOverflown { get; private set; }

    public void Clear() => Length = 0;

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);

    public void Count(int value)
    {
        if (value < 1 << 6)
        {
            Byte((byte)value);
        }
        else if (value < 1 << 14)
        {
            BinaryPrimitives.WriteUInt16BigEndian(Reserve(sizeof(ushort)), (ushort)(RdbLength.Bits14 << 8 | value));
        }
        else
        {
            Byte(RdbLength.Bytes4);
            BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), value);
        }
    }

    /// <summary>A text, as an integer or compressed when that is shorter.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 11 && Numbers.TryParseLong(text, out var integer) && (int)integer == integer)
        {
            Integer((int)integer);
            return;
        }

        if (text.Length is >= MinCompressedBytes and <= MaxCompressedBytes && TryCompressed(text))
            return;
        Count(text.Length);
        Raw(text);
    }

    private void Integer(int value)
    {
        if ((sbyte)value == value)
        {
            Byte(RdbLength.Special | RdbLength.Int8);
            Byte((byte)value);
        }
        else if ((short)value == value)
        {
            Byte(RdbLength.Special | RdbLength.Int16);
            BinaryPrimitives.WriteInt16LittleEndian(Reserve(sizeof(short)), (short)value);
        }
        else
        {
            Byte(RdbLength.Special | RdbLength.Int32);
            BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), value);
        }
    }

    private bool TryCompressed(ReadOnlySpan<byte> text)
    {
        _places ??= Lzf.NewPlaces();
        if (_packed.Length < text.Length)
            _packed = new byte[BitOperations.RoundUpToPowerOf2((uint)text.Length)];
        var packed = _packed.AsSpan(0, text.Length - MinSavedBytes);
        var length = Lzf.Compress(text, packed, _places);
        if (length == 0)
            return false;
        Byte(RdbLength.Special | RdbLength.Lzf);
        Count(length);
        Count(text.Length);
        Raw(packed[..length]);
        return true;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - Length < bytes)
            Grow(bytes);
        if (HasOverflown)
            return new byte[bytes];
        Length += bytes;
        return _bytes.AsSpan(Length - bytes, bytes);
    }

    private void Grow(int bytes)
    {
        var needed = (long)Length + bytes;
        HasOverflown |= needed > Array.MaxLength;
        if (!HasOverflown)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * Length)));
    }
}
