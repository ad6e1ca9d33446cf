using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// Sorted integers in one array: what a set of integers alone is made of. All have the width of the widest there ever was: 2, 4
/// or 8 bytes.
/// <para>The array starts with a number that is negative, by which it differs from the array of a <see cref="PackedList"/>: bit
/// 31 is set, bits 29 and 30 hold the width (1, 2, 3 for 2, 4, 8 bytes), and the others the count. Integers follow in the
/// machine's byte order; room after them is free.</para>
/// </summary>
internal struct IntegerSet
{
    /// <summary>More are no set of this form, whatever the limits allow.</summary>
    public const int MaxCount = 1 << 27;

    private const int HeaderBytes = 4;
    private const int CountBits = 29;
    private const int CountMask = (1 << CountBits) - 1;

    /// <summary>An array that is full gets a sixteenth in addition: small sets come in millions.</summary>
    private const int SpareShare = 16;

    private byte[] _bytes;

    private IntegerSet(byte[] bytes) => _bytes = bytes;

    /// <summary>The set in an array that <see cref="IsIn"/> has looked at.</summary>
    public static IntegerSet Of(byte[] array) => new(array);

    /// <summary>An empty set with room for so many integers of the width of this one.</summary>
    public static IntegerSet WithRoom(int count, long widest)
    {
        var width = WidthOf(widest);
        var set = new IntegerSet(NewArray(count, width));
        set.SetHeader(width, 0);
        return set;
    }

    /// <summary>Does the array hold a set of integers? Else it is a packed list.</summary>
    public static bool IsIn(byte[] array) => BinaryPrimitives.ReadInt32LittleEndian(array) < 0;

    /// <summary>The array, to be held in the set's place until its next change.</summary>
    public readonly byte[] Array => _bytes;

    public readonly int Count => Header & CountMask;

    /// <summary>An integer by its place in the order.</summary>
    public readonly long this[int index] => Width switch
    {
        2 => Span<short>()[index],
        4 => Span<int>()[index],
        _ => Span<long>()[index],
    };

    private readonly int Header => BinaryPrimitives.ReadInt32LittleEndian(_bytes);

    private readonly int Width => 1 << ((Header >> CountBits) & 3);

    /// <summary>The place of an integer; when it is not there, the complement of the place where it belongs.</summary>
    public readonly int Find(long value) => Width switch
    {
        2 => value is >= short.MinValue and <= short.MaxValue ? Find((short)value) : Outside(value),
        4 => value is >= int.MinValue and <= int.MaxValue ? Find((int)value) : Outside(value),
        _ => Find<long>(value),
    };

    /// <summary>Inserts at a place that <see cref="Find(long)"/> gave, not complemented.</summary>
    public void Insert(int index, long value)
    {
        var width = Math.Max(Width, WidthOf(value));
        var count = Count;
        if (width != Width || HeaderBytes + (count + 1) * width > _bytes.Length)
            Relocate(count + 1 + count / SpareShare, width);
        var at = HeaderBytes + index * width;
        _bytes.AsSpan(at, (count - index) * width).CopyTo(_bytes.AsSpan(at + width));
        SetHeader(width, count + 1);
        Write(index, value);
    }

    public void RemoveAt(int index)
    {
        int width = Width, count = Count - 1;
        var at = HeaderBytes + index * width;
        _bytes.AsSpan(at + width, (count - index) * width).CopyTo(_bytes.AsSpan(at));
        SetHeader(width, count);
        if (_bytes.Length > 2 * (HeaderBytes + count * width) + 8)
            Relocate(count, width);
    }

    public readonly IntegerSet Clone() => new(_bytes.AsSpan().ToArray());

    private static int WidthOf(long value) =>
        value is >= short.MinValue and <= short.MaxValue ? 2 : value is >= int.MinValue and <= int.MaxValue ? 4 : 8;

    private static byte[] NewArray(int count, int width) =>
        GC.AllocateUninitializedArray<byte>((int)((HeaderBytes + (long)count * width + 7) & ~7L));

    /// <summary>A value too wide for the others is less than all of them, or more.</summary>
    private readonly int Outside(long value) => ~(value < 0 ? 0 : Count);

    private readonly int Find<T>(T value)
        where T : unmanaged, IBinaryInteger<T> => Span<T>()[..Count].BinarySearch(value);

    private readonly Span<T> Span<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(HeaderBytes));

    private readonly void Write(int index, long value)
    {
        switch (Width)
        {
            case 2:
                Span<short>()[index] = (short)value;
                break;
            case 4:
                Span<int>()[index] = (int)value;
                break;
            default:
                Span<long>()[index] = value;
                break;
        }
    }

    private readonly void SetHeader(int width, int count) =>
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, int.MinValue | BitOperations.Log2((uint)width) << CountBits | count);

    /// <summary>Moves to an array with room for so many integers of a width that is at least the present one.</summary>
    private void Relocate(int room, int width)
    {
        var from = this;
        var count = Count;
        _bytes = NewArray(room, width);
        SetHeader(width, count);
        if (width == from.Width)
        {
            from._bytes.AsSpan(HeaderBytes, count * width).CopyTo(_bytes.AsSpan(HeaderBytes));
            return;
        }

        for (var i = 0; i < count; i++)
            Write(i, from[i]);
    }
}
