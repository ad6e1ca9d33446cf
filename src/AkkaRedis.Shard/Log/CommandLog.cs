using System.Buffers.Binary;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Log;

/// <summary>
/// The ordered effects of one shard's writes. Effects are appended while a command runs; <see cref="CommitUnit"/> closes what
/// one command, transaction or script did into one unit that is replayed whole or not at all.
///
/// A unit is <c>u32 body length | u32 CRC-32C of the body | body</c>, little-endian; the body is a row of commands, each
/// <c>varint db | varint argc | (varint length | bytes)*</c>. The offset of a unit is the number of bytes before it since the
/// shard began; offsets are what replicas acknowledge and journals store, and go on over restarts.
///
/// Memory: units are written once, into chunks, of which the newest are kept: so many bytes, and all that is not stored. A unit
/// lies whole in one chunk, and what is committed in a chunk never changes, so that others may read it on their threads. The unit
/// that is open is behind the last committed one and moves to the next chunk when it does not fit.
/// Owned by the shard's actor; not thread-safe, except that <see cref="EndOffset"/> may be read from anywhere.
/// </summary>
public sealed class CommandLog
{
    public const int HeaderBytes = 8;
    public const int DefaultKeptBytes = 1 << 20;
    public const int DefaultChunkBytes = 1 << 16;

    private readonly long _keptBytes;
    private readonly int _chunkBytes;
    private readonly Queue<LogChunk> _sealed = new();
    private byte[] _chunk = [];
    private byte[]? _spare;
    private long _chunkOffset;
    private int _committed;
    private int _open;
    private long _endOffset;
    private long _memoryBytes;

    /// <param name="keptBytes">How much of the newest log is kept in memory at least, as repl-backlog-size.</param>
    /// <param name="chunkBytes">Size of a piece of memory; a longer unit has a piece of its own.</param>
    public CommandLog(long keptBytes = DefaultKeptBytes, int chunkBytes = DefaultChunkBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keptBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkBytes, HeaderBytes);
        (_keptBytes, _chunkBytes) = (keptBytes, chunkBytes);
    }

    /// <summary>Bytes of memory taken for the log.</summary>
    public long MemoryBytes => Volatile.Read(ref _memoryBytes);

    /// <summary>Offset after the last committed unit.</summary>
    public long EndOffset => Volatile.Read(ref _endOffset);

    /// <summary>Offset of the oldest unit still in memory.</summary>
    public long StartOffset => _sealed.TryPeek(out var oldest) ? oldest.Offset : _chunkOffset;

    /// <summary>What lies before it is stored, and may be forgotten.</summary>
    public long StoredOffset { get; private set; } = long.MaxValue;

    /// <summary>Units committed since the shard began to serve.</summary>
    public long Units { get; private set; }

    /// <summary>Are there effects that no unit holds yet?</summary>
    public bool HasOpenUnit => _open > _committed;

    /// <summary>Lets an empty log begin at an offset.</summary>
    public void BeginAt(long offset)
    {
        Check.That(_sealed.Count == 0 && _open == 0, "only an empty log begins anew");
        _chunkOffset = offset;
        Volatile.Write(ref _endOffset, offset);
    }

    /// <summary>From here on nothing is forgotten that was not told to be stored.</summary>
    public void BeginStoring() => StoredOffset = EndOffset;

    /// <summary>All before this offset is stored.</summary>
    public void Stored(long offset)
    {
        StoredOffset = offset;
        Forget();
    }

    /// <summary>
    /// The first committed bytes from <paramref name="offset"/> on that lie together, whole units; empty at the end. They stay as they are
    /// while they are kept.
    /// </summary>
    public ReadOnlyMemory<byte> UnitsFrom(long offset)
    {
        Check.That(offset >= StartOffset && offset <= EndOffset, "the log is read where it is in memory");
        foreach (var chunk in _sealed)
        {
            if (offset < chunk.EndOffset)
                return chunk.Bytes.AsMemory((int)(offset - chunk.Offset), (int)(chunk.EndOffset - offset));
        }

        return _chunk.AsMemory((int)(offset - _chunkOffset), (int)(_endOffset - offset));
    }

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

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, in Args rest)
    {
        Begin(db, 3 + rest.Count);
        Write(a);
        Write(b);
        Write(c);
        for (var i = 0; i < rest.Count; i++)
            Write(rest[i]);
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

    /// <summary>Makes one unit of what was appended since the last commit; false when nothing was.</summary>
    public bool CommitUnit()
    {
        if (_open == _committed)
            return false;
        var unit = _chunk.AsSpan(_committed.._open);
        var body = unit[HeaderBytes..];
        BinaryPrimitives.WriteInt32LittleEndian(unit, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(unit[4..], Crc32C.Of(body));
        _committed = _open;
        Volatile.Write(ref _endOffset, _chunkOffset + _committed);
        Units++;
        return true;
    }

    /// <summary>Forgets what was appended since the last commit.</summary>
    public void DropUnit() => _open = _committed;

    /// <summary>
    /// Copies committed bytes from <paramref name="offset"/> on. Number of bytes copied, 0 at the end; -1 when the offset is no
    /// longer, or not yet, in memory.
    /// </summary>
    public int Read(long offset, Span<byte> to)
    {
        if (offset < StartOffset || offset > _endOffset)
            return -1;
        var count = 0;
        while (count < to.Length && offset + count < _endOffset)
        {
            var units = UnitsFrom(offset + count).Span;
            units = units[..Math.Min(units.Length, to.Length - count)];
            units.CopyTo(to[count..]);
            count += units.Length;
        }

        return count;
    }

    private void Begin(int db, int argc)
    {
        if (_open == _committed)
        {
            EnsureRoom(HeaderBytes);
            _open += HeaderBytes;
        }

        WriteVarint((uint)db);
        WriteVarint((uint)argc);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((uint)bytes.Length);
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_chunk.AsSpan(_open));
        _open += bytes.Length;
    }

    private void WriteVarint(uint value)
    {
        EnsureRoom(5);
        while (value >= 0x80)
        {
            _chunk[_open++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _chunk[_open++] = (byte)value;
    }

    private void EnsureRoom(int bytes)
    {
        if (_chunk.Length - _open < bytes)
            BeginChunk(bytes);
    }

    /// <summary>Ends the chunk with the last committed unit; the open one goes on in a new chunk.</summary>
    private void BeginChunk(int bytes)
    {
        var open = _open - _committed;
        if ((long)open + bytes > Array.MaxLength)
            throw new InvalidOperationException("one unit of the command log exceeds 2 GB");
        var next = TakeChunk(open == 0 ? bytes : (int)Math.Min(2L * ((long)open + bytes), Array.MaxLength));
        _chunk.AsSpan(_committed, open).CopyTo(next);
        if (_committed > 0)
            _sealed.Enqueue(new LogChunk(_chunk, _chunkOffset, _chunkOffset + _committed));
        else
            Release(_chunk);
        (_chunk, _chunkOffset, _committed, _open) = (next, _endOffset, 0, open);
        Forget();
    }

    private byte[] TakeChunk(int bytes)
    {
        if (bytes <= _chunkBytes && _spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        var chunk = GC.AllocateUninitializedArray<byte>(Math.Max(bytes, _chunkBytes));
        Volatile.Write(ref _memoryBytes, _memoryBytes + chunk.Length);
        return chunk;
    }

    private void Forget()
    {
        while (_sealed.TryPeek(out var oldest) && oldest.EndOffset <= Math.Min(StoredOffset, _endOffset - _keptBytes))
            Release(_sealed.Dequeue().Bytes);
    }

    private void Release(byte[] chunk)
    {
        if (chunk.Length == _chunkBytes && _spare is null)
            _spare = chunk;
        else
            Volatile.Write(ref _memoryBytes, _memoryBytes - chunk.Length);
    }

    /// <summary>A chunk to which nothing is added any more.</summary>
    private readonly record struct LogChunk(byte[] Bytes, long Offset, long EndOffset);
}
