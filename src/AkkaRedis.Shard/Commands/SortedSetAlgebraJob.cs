using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>Computes a result and writes it; nobody writes the inputs meanwhile.</summary>
internal sealed class SortedSetAlgebraJob(SortedSetAlgebra algebra, SortedSetAlgebraQuery query, AlgebraForm form) : ISlicedJob
{
    private SortedPlace _place;
    private int _left = -1;

    public ReadOnlyMemory<byte> LockedKey => default;

    public IReadOnlyList<byte[]> MoreLockedKeys => query.Keys;

    public bool Step(ReadContext c, int units)
    {
        if (_left < 0)
        {
            if (!algebra.Step(units))
                return false;
            if (form == AlgebraForm.Cardinality)
            {
                c.Reply.Integer(algebra.Outcome.Count);
                return true;
            }

            BeginReply(c);
            if (_left > units)
                return false;
        }

        var count = Math.Min(units, _left);
        SortedSetRangeJob.Write(c, algebra.Outcome, ref _place, count, isReverse: false, query.WithScores);
        _left -= count;
        return _left == 0;
    }

    private void BeginReply(ReadContext c)
    {
        _left = algebra.Outcome.Count;
        c.Reply.EntriesHeader(_left, query.WithScores);
        if (_left > 0)
            _place = algebra.Outcome.PlaceAt(0);
    }
}

/// <summary>
/// Computes a result, and gives it to its key at the end. If an input is gone by then, as its time has passed, the command is run
/// anew, at once.
/// </summary>
internal sealed class SortedSetAlgebraStoreJob(SortedSetAlgebra algebra, SortedSetAlgebraQuery query, AlgebraKind kind, KeyEvent @event)
    : ISlicedWrite
{
    public ReadOnlyMemory<byte> LockedKey => default;

    public IReadOnlyList<byte[]> MoreLockedKeys => query.Keys;

    public bool Step(ReadContext c, int units) => algebra.Step(units);

    public void Apply(WriteContext c)
    {
        if (query.AreInputsAsBefore(c))
            c.Store(c.Args[1], algebra.Outcome.Packed(c.SortedLimits()), @event);
        else
            SortedSetAlgebraCommands.Store(c, kind, @event, inSlices: false);
    }
}
