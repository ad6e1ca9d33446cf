using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// A stretch of a stream to be written: the entries from one id to another, at most so many, after the key if there is one. They
/// are counted first, as their number stands before them.
/// </summary>
internal sealed class StreamStretch(StreamView stream, StreamId from, StreamId to, long most, bool isReverse = false, byte[]? key = null)
{
    private readonly StreamCount _count = new(stream, from, to, most);
    private StreamCursor? _cursor;
    private long _left;

    /// <summary>Units of work it takes to write an entry.</summary>
    public static int UnitsOf(int fields) => 1 + fields / 4;

    /// <summary>Does up to so many units of work, which are used up; true when all is written.</summary>
    public bool Write(RespWriter reply, ref int units)
    {
        if (_cursor is null && !Begin(reply, ref units))
            return false;
        for (; units > 0 && _left > 0; units -= UnitsOf(_cursor!.FieldCount), _left--)
        {
            _cursor!.MoveNext();
            reply.Entry(_cursor);
        }

        return _left == 0;
    }

    private bool Begin(RespWriter reply, ref int units)
    {
        if (!_count.Step(ref units))
            return false;
        if (key is not null)
            reply.StreamKey(key);
        _left = _count.Found;
        reply.Array((int)_left);
        _cursor = new StreamCursor(stream, from, to, isReverse);
        return true;
    }
}

/// <summary>Writes stretches of streams, whose keys nobody writes meanwhile.</summary>
internal sealed class StreamStretchesJob(IReadOnlyList<StreamStretch> stretches, int next, byte[][] keys) : ISlicedJob
{
    private int _next = next;

    public ReadOnlyMemory<byte> LockedKey => keys[0];

    public IReadOnlyList<byte[]> MoreLockedKeys { get; } = keys[1..];

    public bool Step(ReadContext c, int units) => Write(c.Reply, stretches, ref _next, units);

    /// <summary>Writes at once what is little; suspends the command for more.</summary>
    public static void Run(ReadContext c, IReadOnlyList<StreamStretch> stretches, Func<byte[][]> keys)
    {
        var next = 0;
        if (!Write(c.Reply, stretches, ref next, c.Settings.SliceElements))
            c.Suspend(new StreamStretchesJob(stretches, next, keys()));
    }

    private static bool Write(RespWriter reply, IReadOnlyList<StreamStretch> stretches, ref int next, int units)
    {
        for (; next < stretches.Count; next++)
        {
            if (!stretches[next].Write(reply, ref units))
                return false;
        }

        return true;
    }
}
