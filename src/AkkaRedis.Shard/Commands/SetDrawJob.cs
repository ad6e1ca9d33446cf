using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// SPOP of no more members than can be removed in one turn: draws and tells them in slices, and removes them in the end.
/// </summary>
internal sealed class SetDrawJob : ISlicedWrite
{
    /// <summary>A member drawn, told, logged and removed costs as much as so many that are only told.</summary>
    private const int CostOfMember = 8;

    private readonly SetValue _set;
    private readonly Sample<SetPlace> _sample;
    private readonly EffectWords _words;
    private readonly byte[] _key;
    private readonly int _replyStart;
    private int _left;

    private SetDrawJob(WriteContext c, SetValue set, int count)
    {
        _set = set;
        _sample = Sample<SetPlace>.Of(set, count);
        _key = c.Args[1].ToArray();
        _words = new EffectWords("SREM"u8, _key);
        _left = count;
        _replyStart = c.Reply.Length;
        c.Reply.Set(count);
    }

    public ReadOnlyMemory<byte> LockedKey => _key;

    /// <summary>Does at once what is little; suspends the command for more.</summary>
    public static void Run(WriteContext c, SetValue set, int count)
    {
        var job = new SetDrawJob(c, set, count);
        if (count > c.Settings.SliceElements / CostOfMember)
        {
            c.Suspend(job);
            return;
        }

        job.Step(c, int.MaxValue);
        job.Apply(c);
    }

    public bool Step(ReadContext c, int units)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (; units > 0 && _left > 0; units--, _left--)
        {
            var member = _set.MemberAt(_sample.Next(c.Random), scratch);
            c.Reply.Bulk(member);
            _words.Add(member);
        }

        return _left == 0;
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
            RemoveDrawn(c);
        }
    }

    private void RemoveDrawn(WriteContext c)
    {
        var drawn = _words.Args.From(2);
        for (var i = 0; i < drawn.Count; i++)
            _set.Remove(drawn[i]);
        if (SetDealJob.IsMadeAnew(_set.Count, drawn.Count))
            _set.MakeAnew(c.SetLimits());
        c.Effect(_words.Args);
        c.Modified(_key, SetRandomCommands.Popped);
    }
}
