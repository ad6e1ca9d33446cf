using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>An operation on sets that are locked for as long as it takes.</summary>
internal abstract class SetAlgebraJob(SetInputs inputs, SetAlgebra algebra) : ISlicedJob
{
    private byte[][] _keys = [];

    public ReadOnlyMemory<byte> LockedKey => _keys[0];

    public IReadOnlyList<byte[]> MoreLockedKeys => new ArraySegment<byte[]>(_keys, 1, _keys.Length - 1);

    protected SetAlgebra Algebra { get; } = algebra;

    public abstract bool Step(ReadContext c, int units);

    /// <summary>Does at once what is little; suspends the command for more.</summary>
    public void Run(ReadContext c)
    {
        if (Algebra.Work > c.Settings.SliceElements)
        {
            _keys = inputs.CopyKeys(c);
            c.Suspend(this);
            return;
        }

        while (!Step(c, int.MaxValue))
        {
        }
    }
}

/// <summary>Tells members as they are found: SINTER, SDIFF, and SUNION of one set.</summary>
internal sealed class SetTellJob(ReadContext c, SetInputs inputs, SetAlgebra algebra) : SetAlgebraJob(inputs, algebra), IMemberSink
{
    private readonly int _replyMark = c.Reply.OpenAggregate();
    private readonly RespWriter _reply = c.Reply;
    private int _count;

    public override bool Step(ReadContext c, int units)
    {
        if (!Algebra.Step(units, this))
            return false;
        c.Reply.CloseAggregate(_replyMark, c.Reply.IsResp3 ? '~' : '*', _count);
        return true;
    }

    public bool Take(ReadOnlySpan<byte> member)
    {
        _reply.Bulk(member);
        _count++;
        return true;
    }
}

/// <summary>SINTERCARD: counts up to a limit, 0 for none.</summary>
internal sealed class SetCountJob(SetInputs inputs, long limit)
    : SetAlgebraJob(inputs, inputs.Algebra(SetOperation.Intersection)), IMemberSink
{
    private long _count;

    public override bool Step(ReadContext c, int units)
    {
        if (!Algebra.Step(units, this))
            return false;
        c.Reply.Integer(_count);
        return true;
    }

    public bool Take(ReadOnlySpan<byte> member) => ++_count != limit;
}

/// <summary>SUNION: gathers the members of all sets, then tells them.</summary>
internal sealed class SetUnionJob(ReadContext c, SetInputs inputs, SetAlgebra algebra) : SetAlgebraJob(inputs, algebra), IMemberSink
{
    private readonly SetValue _union = new();
    private readonly SetLimits _limits = c.SetLimits();
    private bool _isGathered;
    private SetPlace _place;

    public override bool Step(ReadContext c, int units)
    {
        if (!_isGathered)
        {
            if (!Algebra.Step(units, this))
                return false;
            _isGathered = true;
            c.Reply.Set(_union.Count);
            return false;
        }

        for (; units > 0; units--)
        {
            if (!_union.MoveNext(ref _place))
                return true;
            c.Reply.Write(_union, _place);
        }

        return false;
    }

    public bool Take(ReadOnlySpan<byte> member)
    {
        _union.Add(member, _limits);
        return true;
    }
}
