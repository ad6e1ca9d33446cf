using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// SPOP of more members than that, but not of all. One walk deals the members out: to the reply, or to the set of those that
/// stay, which takes the place of the old one in the end. Each member is taken with the chance (still wanted) / (still to come).
/// </summary>
internal sealed class SetDealJob : ISlicedWrite
{
    private readonly SetValue _set;
    private readonly SetValue _rest = new();
    private readonly EffectWords _words;
    private readonly byte[] _key;
    private readonly int _replyStart;
    private SetPlace _place;
    private int _wanted;
    private int _toCome;

    public SetDealJob(WriteContext c, SetValue set, int count)
    {
        _set = set;
        _key = c.Args[1].ToArray();
        _words = new EffectWords("SREM"u8, _key);
        _wanted = count;
        _toCome = set.Count;
        _replyStart = c.Reply.Length;
        c.Reply.Set(count);
        if (!set.IsIntegers && !IsMadeAnew(set.Count - count, count))
            _rest.LeaveIntegers();
    }

    public ReadOnlyMemory<byte> LockedKey => _key;

    /// <summary>
    /// When so few stay, redis-server makes a new set of them, which shows when they are integers: the new set has their form.
    /// </summary>
    public static bool IsMadeAnew(int staying, long popped) => staying * 5L <= popped;

    public bool Step(ReadContext c, int units)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var limits = c.SetLimits();
        for (; units > 0 && _toCome > 0; units--)
        {
            _set.MoveNext(ref _place);
            var member = _set.MemberAt(_place, scratch);
            if (c.Random.Next(_toCome--) >= _wanted)
            {
                _rest.Add(member, limits);
                continue;
            }

            _wanted--;
            c.Reply.Bulk(member);
            _words.Add(member);
        }

        return _toCome == 0;
    }

    public void Apply(WriteContext c)
    {
        var entry = c.Find(_key);
        if (entry.IsNone)
        {
            c.Reply.Length = _replyStart;
            c.Reply.Set(0);
        }
        else if (!c.Reply.HasOverflown)
        {
            c.Effect(_words.Args);
            c.Db.SetCollection(_key, _rest, entry.ExpireAtMs);
            c.Modified(_key, SetRandomCommands.Popped);
        }
    }
}
