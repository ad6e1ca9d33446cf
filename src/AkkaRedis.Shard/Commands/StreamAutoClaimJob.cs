using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// XAUTOCLAIM: first looks through the pending entries, then writes those to be claimed, then claims them. Looks at ten times as
/// many as it may claim. What many become is built aside before. Logged as it came, with the time, which decides the same again.
/// </summary>
internal sealed class StreamAutoClaimJob(
    StreamClaim claim, StreamGroup group, StreamId start, long count, long minIdleMs, long nowMs) : ISlicedWrite
{
    private const int AttemptsPerEntry = 10;

    /// <summary>Fewer entries than these are claimed one by one.</summary>
    private const int MinMany = 1000;

    private readonly List<StreamId> _claimed = [];
    private readonly List<StreamId> _gone = [];
    private StreamId? _next = start;
    private long _attempts = count > long.MaxValue / AttemptsPerEntry ? long.MaxValue : count * AttemptsPerEntry;
    private PendingClaim? _many;
    private bool _isFound;
    private int _written = -1;

    public ReadOnlyMemory<byte> LockedKey => claim.Key;

    public bool Step(ReadContext c, int units)
    {
        if (!_isFound && !Find(ref units))
            return false;
        _isFound = true;
        return Write(c, ref units) && Build(ref units);
    }

    public void Apply(WriteContext c)
    {
        if (_claimed.Count + _gone.Count == 0 || c.Find(claim.Key).IsNone)
            return;
        if (_many is not null)
        {
            claim.TakeMany(c, _many, _claimed.Count > 0);
        }
        else
        {
            _gone.ForEach(claim.Forget);
            foreach (var id in _claimed)
                claim.Take(c, id);
        }

        Log(c);
    }

    /// <summary>Looks at up to so many entries, which are used up; true when all that matter were looked at.</summary>
    private bool Find(ref int units)
    {
        var pending = group.Pending;
        var place = _next is { } from ? pending.Ceiling(from) : default;
        while (!pending.IsEnd(place) && _attempts > 0 && _claimed.Count + _gone.Count < count)
        {
            if (units-- <= 0)
            {
                _next = pending.IdAt(place);
                return false;
            }

            Look(pending.IdAt(place), pending.ValueAt(place));
            place = pending.Next(place);
        }

        _next = pending.IsEnd(place) ? null : pending.IdAt(place);
        return true;
    }

    private void Look(StreamId id, in PendingEntry entry)
    {
        _attempts--;
        if (!claim.IsInStream(id))
            _gone.Add(id);
        else if (minIdleMs == 0 || nowMs - entry.DeliveredAtMs >= minIdleMs)
            _claimed.Add(id);
    }

    private bool Build(ref int units)
    {
        if (_claimed.Count + _gone.Count < MinMany)
            return true;
        _many ??= claim.Many(_claimed, _gone);
        return _many.Step(ref units);
    }

    private void Log(WriteContext c)
    {
        var words = new EffectWords("XAUTOCLAIM"u8, claim.Key);
        for (var i = 2; i < c.Args.Count; i++)
            words.Add(c.Args[i]);
        words.Add("TIME"u8);
        words.Add(StreamClaim.Text(nowMs));
        c.Effect(words.Args);
    }

    private bool Write(ReadContext c, ref int units)
    {
        if (_written < 0)
        {
            c.Reply.Array(3);
            c.Reply.Id(_next ?? StreamId.Min);
            c.Reply.Array(_claimed.Count);
            _written = 0;
        }

        if (_written > _claimed.Count)
            return true;
        for (; units > 0 && _written < _claimed.Count; units--, _written++)
            claim.Write(c.Reply, _claimed[_written]);
        if (_written < _claimed.Count)
            return false;
        c.Reply.Array(_gone.Count);
        foreach (var id in _gone)
            c.Reply.Id(id);
        _written++;
        return true;
    }
}
