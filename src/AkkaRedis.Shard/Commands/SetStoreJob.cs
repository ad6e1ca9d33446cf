using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// SINTERSTORE, SUNIONSTORE, SDIFFSTORE: the result is built aside and takes the place of whatever its key holds. If the time of
/// a source has passed meanwhile, the command runs anew, at once.
/// </summary>
internal sealed class SetStoreJob : ISlicedWrite, IMemberSink
{
    private const int DestinationArg = 1;
    private const int FirstSourceArg = 2;

    private static readonly KeyEvent[] Stored = [new('s', "sinterstore"), new('s', "sunionstore"), new('s', "sdiffstore")];

    private readonly SetOperation _operation;
    private readonly SetInputs _inputs;
    private readonly SetAlgebra _algebra;
    private readonly SetLimits _limits;
    private readonly SetValue _result = new();
    private byte[][] _keys = [];

    private SetStoreJob(ReadContext c, SetOperation operation, SetInputs inputs)
    {
        _operation = operation;
        _inputs = inputs;
        _algebra = inputs.Algebra(operation);
        _limits = c.SetLimits();
        if (operation == SetOperation.Difference && inputs.Sets[0] is { } first
            && IsSubtractedFromCopy(inputs.Sets) && !IsOfIntegers(first))
            _result.LeaveIntegers();
    }

    public ReadOnlyMemory<byte> LockedKey => _keys[0];

    public IReadOnlyList<byte[]> MoreLockedKeys => new ArraySegment<byte[]>(_keys, 1, _keys.Length - 1);

    /// <summary>Does at once what is little; suspends the command for more.</summary>
    public static void Run(WriteContext c, SetOperation operation)
    {
        if (!SetInputs.TryRead(c, FirstSourceArg, c.Args.Count - FirstSourceArg, out var inputs))
            return;
        var job = new SetStoreJob(c, operation, inputs);
        if (job._algebra.Work > c.Settings.SliceElements)
        {
            job._keys = inputs.CopyKeys(c);
            c.Suspend(job);
            return;
        }

        job.FinishNow(c);
    }

    public bool Step(ReadContext c, int units) => _algebra.Step(units, this);

    public bool Take(ReadOnlySpan<byte> member)
    {
        _result.Add(member, _limits);
        return true;
    }

    public void Apply(WriteContext c)
    {
        if (_inputs.AreStill(c))
        {
            Store(c);
            return;
        }

        Check.That(SetInputs.TryRead(c, FirstSourceArg, c.Args.Count - FirstSourceArg, out var inputs), "locked keys keep their kind");
        new SetStoreJob(c, _operation, inputs).FinishNow(c);
    }

    /// <summary>
    /// Does redis-server make this difference by copying the first set and taking the others' members out? It does when that is
    /// less work than asking for each member, and then the result has the form that the copy needed.
    /// </summary>
    private static bool IsSubtractedFromCopy(ReadOnlySpan<SetView?> sets)
    {
        long asking = 0, copying = 0;
        foreach (var set in sets)
        {
            asking += set is null ? 0 : sets[0]!.Count;
            copying += set?.Count ?? 0;
        }

        return asking / 2 > copying;
    }

    /// <summary>Would a new set of these members be one of integers?</summary>
    private bool IsOfIntegers(SetView set)
    {
        if (set.Count > _limits.MaxIntegers)
            return false;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (SetPlace place = default; !set.IsIntegers && set.MoveNext(ref place);)
        {
            if (!Numbers.TryParseLong(set.MemberAt(place, scratch), out _))
                return false;
        }

        return true;
    }

    private void FinishNow(WriteContext c)
    {
        while (!_algebra.Step(int.MaxValue, this))
        {
        }

        Store(c);
    }

    private void Store(WriteContext c)
    {
        var key = c.Args[DestinationArg];
        c.Reply.Integer(_result.Count);
        if (_result.Count > 0)
        {
            c.Db.SetCollection(key, _result);
            c.Modified(key, Stored[(int)_operation]);
        }
        else if (!c.Find(key).IsNone)
        {
            c.Db.Remove(key);
            c.Modified(key, KeyEvent.Del);
        }
    }
}
