using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// BITOP of long strings: the result is made aside, part by part, and given to its key at the end. No source is written
/// meanwhile, but its time may pass: when the sources are no longer as long as they were, the command runs anew, at once.
/// </summary>
internal sealed class BitOpJob : ISlicedWrite
{
    private readonly BitOperator _op;
    private readonly DetachedValue _result;
    private readonly byte[][] _sources;
    private readonly int _length;
    private readonly long _sourceBytes;
    private int _done;

    public BitOpJob(BitOperator op, DetachedValue result, byte[][] sources, long sourceBytes)
    {
        (_op, _result, _sources, _sourceBytes) = (op, result, sources, sourceBytes);
        _length = result.StringBytes.Length;
    }

    public ReadOnlyMemory<byte> LockedKey => _sources[0];

    public IReadOnlyList<byte[]> MoreLockedKeys => new ArraySegment<byte[]>(_sources, 1, _sources.Length - 1);

    public bool Step(ReadContext c, int units)
    {
        var bytes = (int)Math.Min(_length - _done, Math.Max(1, (long)units * Bits.BytesPerUnit / _sources.Length));
        BitOpCommand.Combine(c, _op, _result.StringBytes.Slice(_done, bytes), _done);
        _done += bytes;
        return _done == _length;
    }

    public void Apply(WriteContext c)
    {
        foreach (var source in _sources)
            c.Find(source);
        if (SourceBytes(c) == _sourceBytes)
            BitOpCommand.Store(c, _result, _length);
        else
            BitOpCommand.BitOp(c, inSlices: false);
    }

    /// <summary>Length of all sources together: less when one is gone.</summary>
    private long SourceBytes(ReadContext c)
    {
        var bytes = 0L;
        foreach (var source in _sources)
        {
            var entry = c.Db.Find(source);
            bytes += entry.IsNone ? 0 : entry.StringLength;
        }

        return bytes;
    }
}
