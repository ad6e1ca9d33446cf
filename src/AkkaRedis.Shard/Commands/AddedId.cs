using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>The id that XADD is asked to give: "*" for the clock's, "ms-*" for the next of a millisecond, or a certain one.</summary>
internal readonly record struct AddedId
{
    private readonly StreamId _id;
    private readonly bool _isGiven;
    private readonly bool _hasSeq;

    private AddedId(StreamId id, bool hasSeq) => (_id, _isGiven, _hasSeq) = (id, true, hasSeq);

    /// <summary>Is it the one id that no entry can have?</summary>
    public bool IsZero => _isGiven && _hasSeq && _id == StreamId.Min;

    /// <summary>False, with the error written, when the argument is none.</summary>
    public static bool TryParse(ReadContext c, int arg, out AddedId id)
    {
        id = default;
        var text = c.Args[arg];
        if (text.SequenceEqual("*"u8))
            return true;
        var dash = text.IndexOf((byte)'-');
        if (dash > 0 && text[(dash + 1)..].SequenceEqual("*"u8) && StreamArguments.TryParse(text[..dash], 0, true, out var ms))
        {
            id = new AddedId(ms, hasSeq: false);
            return true;
        }

        if (!c.TryId(arg, out var whole))
            return false;
        id = new AddedId(whole, hasSeq: true);
        return true;
    }

    /// <summary>Is it to be of a millisecond that has no further ids after the last one of the stream?</summary>
    public bool HasNoSeqLeft(StreamId last) => _isGiven && !_hasSeq && last.Ms == _id.Ms && last.Seq == ulong.MaxValue;

    /// <summary>The id after the last one of the stream; false when there is none as asked for.</summary>
    public bool TryResolve(StreamId last, ulong nowMs, out StreamId id)
    {
        if (!_isGiven)
        {
            if (nowMs <= last.Ms)
                return last.TryNext(out id);
            id = new StreamId(nowMs, 0);
            return true;
        }

        id = _id;
        if (!_hasSeq && last.Ms == _id.Ms)
            return last.TryNext(out id) && id.Ms == last.Ms;

        return id > last;
    }
}
