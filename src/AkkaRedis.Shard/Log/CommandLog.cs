using System.Buffers.Binary;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Log;

/// <summary>
/// The ordered effects of one shard's writes. Effects are appended while a command runs; <see cref="CommitUnit"/> closes what
/// one command, transaction or script did into one unit that is replayed whole or not at all.
///
/// A unit is <c>u32 body length | u32 CRC-32C of the body | body</c>, little-endian; the body is a row of commands, each
/// <c>varint db | varint argc | (varint length | bytes)*</c>. The offset of a unit is the number of bytes before it since the
/// shard began; offsets are what replicas acknowledge and journals store. The last bytes are kept in a ring in memory.
/// Owned by the shard's actor; not thread-safe, except that <see cref="EndOffset"/> may be read from anywhere.
/// </summary>
public sealed class CommandLog
{
    public const int HeaderBytes = 8;
    public const int DefaultRingBytes = 1 << 20;

    private readonly byte[] _ring;
    private byte[] _unit = new byte[1024];
    private int _unitBytes;
    private long _endOffset;

    /// <param name="ringBytes">How much of the newest log is kept in memory, as repl-backlog-size; a power of two.</param>
    public CommandLog(int ringBytes = DefaultRingBytes)
    {
        if (ringBytes <= 0 || (ringBytes & (ringBytes - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(ringBytes), ringBytes, "must be a power of two");
        _ring = new byte[ringBytes];
    }

    /// <summary>Bytes of memory that the newest log is kept in.</summary>
    public int RingBytes => _ring.Length;

    /// <summary>Offset after the last committed unit.</summary>
    public long EndOffset => Volatile.Read(ref _endOffset);

    /// <summary>Offset of the oldest byte still in memory; may lie inside a unit.</summary>
    public long StartOffset => Math.Max(0, _endOffset - _ring.Length);

    /// <summary>Units committed since the shard began.</summary>
    public long Units { get; private set; }

    /// <summary>Are there effects that no unit holds yet?</summary>
    public bool HasOpenUnit => _unitBytes > 0;

    public void Append(int db, in Args args)
    {
        Begin(db, args.Count);
        for (var i = 0; i < args.Count; i++)
            Write(args[i]);
    }

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Begin(db, 2);
        Write(a);
        Write(b);
    }

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
        Begin(db, 3);
        Write(a);
        Write(b);
        Write(c);
    }

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d)
    {
        Begin(db, 4);
        Write(a);
        Write(b);
        Write(c);
        Write(d);
    }

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d,
        ReadOnlySpan<byte> e)
    {
        Begin(db, 5);
        Write(a);
        Write(b);
        Write(c);
        Write(d);
        Write(e);
    }

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d,
        ReadOnlySpan<byte> e, ReadOnlySpan<byte> f)
    {
        Begin(db, 6);
        Write(a);
        Write(b);
        Write(c);
        Write(d);
        Write(e);
        Write(f);
    }

    /// <summary>Makes one unit of what was appended since the last commit; nothing when nothing was.</summary>
    public void CommitUnit()
    {
        if (_unitBytes == 0)
            return;
        var body = _unit.AsSpan(HeaderBytes, _unitBytes - HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(_unit, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(_unit.AsSpan(4), Crc32C.Of(body));
        Store(_unit.AsSpan(0, _unitBytes));
        Units++;
        _unitBytes = 0;
        if (_unit.Length > _ring.Length)
            _unit = new byte[1024];
    }

    /// <summary>Forgets what was appended since the last commit.</summary>
    public void DropUnit() => _unitBytes = 0;

    /// <summary>
    /// Copies committed bytes from <paramref name="offset"/> on. Number of bytes copied, 0 at the end; -1 when the offset is no
    /// longer, or not yet, in memory.
    /// </summary>
    public int Read(long offset, Span<byte> to)
    {
        if (offset < StartOffset || offset > _endOffset)
            return -1;
        var count = (int)Math.Min(to.Length, _endOffset - offset);
        var at = (int)(offset & (_ring.Length - 1));
        var first = Math.Min(count, _ring.Length - at);
        _ring.AsSpan(at, first).CopyTo(to);
        _ring.AsSpan(0, count - first).CopyTo(to[first..]);
        return count;
    }

    private void Store(ReadOnlySpan<byte> unit)
    {
        var kept = unit.Length > _ring.Length ? unit[^_ring.Length..] : unit;
        var at = (int)((_endOffset + unit.Length - kept.Length) & (_ring.Length - 1));
        var first = Math.Min(kept.Length, _ring.Length - at);
        kept[..first].CopyTo(_ring.AsSpan(at));
        kept[first..].CopyTo(_ring);
        Volatile.Write(ref _endOffset, _endOffset + unit.Length);
    }

    private void Begin(int db, int argc)
    {
        if (_unitBytes == 0)
            _unitBytes = HeaderBytes;
        WriteVarint((uint)db);
        WriteVarint((uint)argc);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((uint)bytes.Length);
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_unit.AsSpan(_unitBytes));
        _unitBytes += bytes.Length;
    }

    private void WriteVarint(uint value)
    {
        EnsureRoom(5);
        while (value >= 0x80)
        {
            _unit[_unitBytes++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _unit[_unitBytes++] = (byte)value;
    }

    private void EnsureRoom(int bytes)
    {
        if (_unit.Length - _unitBytes >= bytes)
            return;
        var wanted = Math.Max((long)_unitBytes + bytes, 2L * _unit.Length);
        if ((long)_unitBytes + bytes > Array.MaxLength)
            throw new InvalidOperationException("one unit of the command log exceeds 2 GB");
        Array.Resize(ref _unit, (int)Math.Min(wanted, Array.MaxLength));
    }
}
