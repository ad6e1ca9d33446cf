using System.Buffers.Binary;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Rdb;

/// <summary>Puts a listpack together (see <see cref="ListpackElements"/>) in a buffer that the next one uses again.</summary>
internal sealed class ListpackWriter
{
    private const int LongestHead = 9;
    private const int LongestSize = 5;

    private byte[] _bytes = new byte[1024];
    private int _length = ListpackElements.HeaderBytes;
    private int _count;

    public void Add(ReadOnlySpan<byte> text)
    {
        var room = (long)_length + LongestHead + text.Length + LongestSize + 1;
        if (room > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Max(room, 2L * _bytes.Length));
        var to = _bytes.AsSpan(_length);
        var size = Numbers.TryParseLong(text, out var integer) ? WriteInteger(integer, to) : WriteText(text, to);
        _length += size + ListpackElements.WriteSize(size, to[size..]);
        _count++;
    }

    /// <summary>The listpack, valid until the next one is begun; this begins it.</summary>
    public ReadOnlySpan<byte> Take()
    {
        _bytes[_length++] = ListpackElements.EndMark;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, _length);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(4), (ushort)Math.Min(_count, ListpackElements.UntoldCount));
        var taken = _bytes.AsSpan(0, _length);
        _length = ListpackElements.HeaderBytes;
        _count = 0;
        return taken;
    }

    private static int WriteInteger(long value, Span<byte> to)
    {
        if (value is >= 0 and < 1 << 7)
        {
            to[0] = (byte)value;
            return 1;
        }

        if (value is >= -(1 << 12) and < 1 << 12)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(0xC000 | value & 0x1FFF));
            return 2;
        }

        var width = (short)value == value ? 2 : value is >= -(1 << 23) and < 1 << 23 ? 3 : (int)value == value ? 4 : 8;
        to[0] = (byte)(0xF0 + Math.Min(width - 1, 4));
        BinaryPrimitives.WriteInt64LittleEndian(to[1..], value);
        return 1 + width;
    }

    private static int WriteText(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var head = text.Length < 1 << 6 ? 1 : text.Length < 1 << 12 ? 2 : 5;
        if (head == 1)
        {
            to[0] = (byte)(0x80 | text.Length);
        }
        else if (head == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(0xE000 | text.Length));
        }
        else
        {
            to[0] = 0xF0;
            BinaryPrimitives.WriteInt32LittleEndian(to[1..], text.Length);
        }

        text.CopyTo(to[head..]);
        return head + text.Length;
    }
}
