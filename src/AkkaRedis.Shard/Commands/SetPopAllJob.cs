using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>SPOP of all of a large set.</summary>
internal sealed class SetPopAllJob : ISlicedWrite
{
    private readonly SetValue _set;
    private readonly byte[] _key;
    private readonly int _replyStart;
    private SetPlace _place;

    public SetPopAllJob(WriteContext c, SetValue set)
    {
        _set = set;
        _key = c.Args[1].ToArray();
        _replyStart = c.Reply.Length;
        c.Reply.Set(set.Count);
    }

    public ReadOnlyMemory<byte> LockedKey => _key;

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0; units--)
        {
            if (!_set.MoveNext(ref _place))
                return true;
            c.Reply.Write(_set, _place);
        }

        return false;
    }

    public void Apply(WriteContext c)
    {
        if (c.Find(_key).IsNone)
        {
            c.Reply.Length = _replyStart;
            c.Reply.Set(0);
        }
        else if (!c.Reply.HasOverflown)
        {
            SetRandomCommands.RemovePopped(c, _key);
        }
    }
}
