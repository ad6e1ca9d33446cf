namespace AkkaRedis.Shard.Values;

public enum SetOperation
{
    Intersection,
    Union,

    /// <summary>The first set without the members of the others.</summary>
    Difference,
}

/// <summary>What is done with each member of a result.</summary>
public interface IMemberSink
{
    /// <summary>Takes a member, in a union perhaps not for the first time; false when no more are wanted.</summary>
    bool Take(ReadOnlySpan<byte> member);
}

/// <summary>
/// An intersection, union or difference of sets that nobody changes meanwhile, found in slices: the members of some sets are
/// walked, and for each of them the other sets are asked. An intersection walks the smallest set, a difference the first, and
/// a union all of them.
/// </summary>
public sealed class SetAlgebra
{
    private readonly SetView[] _walked;
    private readonly SetView[] _asked;
    private readonly bool _isIntersection;
    private int _walking;
    private SetPlace _place;

    /// <param name="operation">What is looked for.</param>
    /// <param name="sets">The sets; null is the empty one.</param>
    public SetAlgebra(SetOperation operation, ReadOnlySpan<SetView?> sets)
    {
        _isIntersection = operation == SetOperation.Intersection;
        (_walked, _asked) = operation switch
        {
            SetOperation.Intersection => ForIntersection(sets.ToArray()),
            SetOperation.Difference => ForDifference(sets[0], sets[1..].ToArray()),
            _ => (sets.ToArray().OfType<SetView>().ToArray(), []),
        };
    }

    /// <summary>Steps and questions at most.</summary>
    public long Work => _walked.Sum(set => (long)set.Count) * (1 + _asked.Length);

    /// <summary>The only set whose members are the result, if there is such a one.</summary>
    public SetView? Only => _walked.Length == 1 && _asked.Length == 0 ? _walked[0] : null;

    /// <summary>Goes on by about so many steps and questions; true when all of the result has been given to the sink.</summary>
    public bool Step(int units, IMemberSink sink)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        while (_walking < _walked.Length)
        {
            var set = _walked[_walking];
            for (; set.MoveNext(ref _place); units -= 1 + _asked.Length)
            {
                var member = set.MemberAt(_place, scratch);
                if (IsInResult(member) && !sink.Take(member))
                    return true;
                if (units <= 0)
                    return false;
            }

            _walking++;
            _place = default;
        }

        return true;
    }

    private bool IsInResult(ReadOnlySpan<byte> member)
    {
        foreach (var set in _asked)
        {
            if (set.Contains(member) != _isIntersection)
                return false;
        }

        return true;
    }

    private static (SetView[] Walked, SetView[] Asked) ForIntersection(SetView?[] sets)
    {
        if (sets.Contains(null))
            return ([], []);
        var bySize = sets.OfType<SetView>().Distinct().OrderBy(set => set.Count).ToArray();
        return (bySize[..1], bySize[1..]);
    }

    private static (SetView[] Walked, SetView[] Asked) ForDifference(SetView? first, SetView?[] others) =>
        first is null || others.Contains(first)
            ? ([], [])
            : ([first], [.. others.OfType<SetView>().Distinct().OrderByDescending(set => set.Count)]);
}
