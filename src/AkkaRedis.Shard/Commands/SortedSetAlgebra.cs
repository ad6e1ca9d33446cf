using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

internal enum AlgebraKind
{
    Union,
    Intersection,
    Difference,
}

internal enum ScoreAggregate
{
    Sum,
    Min,
    Max,
}

/// <summary>
/// Union, intersection or difference of member sources, done a number of members at a time. Sources of union and intersection
/// are taken from the smallest to the largest (those of a size as they were named), because the order of additions shows in
/// the last digit of a sum. A sum or product that is no number counts as 0.
/// </summary>
internal sealed class SortedSetAlgebra
{
    /// <summary>The result is built in full form, which keeps scores such as -0 as they are.</summary>
    private static readonly SortedLimits NeverPacked = new(0, 0);

    private readonly AlgebraKind _kind;
    private readonly ScoreAggregate _aggregate;
    private readonly (MemberSource Source, double Weight)[] _inputs;
    private readonly long _limit;
    private int _input;

    /// <param name="limit">Ends after so many members; 0 never does.</param>
    public SortedSetAlgebra(
        AlgebraKind kind, ScoreAggregate aggregate, IEnumerable<(MemberSource Source, double Weight)> inputs, long limit)
    {
        _kind = kind;
        _aggregate = aggregate;
        _limit = limit;
        _inputs = kind == AlgebraKind.Difference ? [.. inputs] : [.. inputs.OrderBy(input => input.Source.Count)];
    }

    public SortedSetValue Outcome { get; } = new();

    /// <summary>Members to visit, as the measure of the work.</summary>
    public long Work => _kind == AlgebraKind.Union ? _inputs.Sum(input => (long)input.Source.Count) : _inputs[0].Source.Count;

    /// <summary>Visits up to about so many members; true when the outcome is complete.</summary>
    public bool Step(int units)
    {
        var inputs = _kind == AlgebraKind.Union ? _inputs.Length : 1;
        for (; units > 0; units -= _kind == AlgebraKind.Union ? 1 : _inputs.Length)
        {
            while (!_inputs[_input].Source.MoveNext())
            {
                if (++_input == inputs)
                {
                    _input--;
                    return true;
                }
            }

            Visit(_inputs[_input].Source, _inputs[_input].Weight);
            if (_limit > 0 && Outcome.Count >= _limit)
                return true;
        }

        return false;
    }

    private void Visit(MemberSource source, double weight)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var member = source.Member(scratch);
        var score = OrZero(source.Score * weight);
        if (_kind == AlgebraKind.Union)
        {
            Join(member, score);
            return;
        }

        if (_kind == AlgebraKind.Difference ? !IsInOthers(member) : TryMeet(member, ref score))
            Outcome.Add(member, score, NeverPacked);
    }

    private void Join(ReadOnlySpan<byte> member, double score)
    {
        var found = Outcome.Find(member);
        if (found.IsThere)
            Outcome.SetScore(found, member, Aggregated(found.Score, score));
        else
            Outcome.Add(member, score, NeverPacked);
    }

    private bool TryMeet(ReadOnlySpan<byte> member, ref double score)
    {
        for (var i = 1; i < _inputs.Length; i++)
        {
            if (!_inputs[i].Source.TryScore(member, out var other))
                return false;
            score = Aggregated(score, other * _inputs[i].Weight);
        }

        return true;
    }

    private bool IsInOthers(ReadOnlySpan<byte> member)
    {
        for (var i = 1; i < _inputs.Length; i++)
        {
            if (_inputs[i].Source.TryScore(member, out _))
                return true;
        }

        return false;
    }

    private double Aggregated(double a, double b) => _aggregate switch
    {
        ScoreAggregate.Sum => OrZero(a + b),
        ScoreAggregate.Min => b < a ? b : a,
        _ => b > a ? b : a,
    };

    private static double OrZero(double score) => double.IsNaN(score) ? 0 : score;
}
