using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Chooses ranks of a sorted set one after another for ZRANDMEMBER: with repeats, or each at most once. Few of many are
/// chosen by single tries, else in one walk (selection sampling).
/// </summary>
internal sealed class SortedSetPicks(int members, long count)
{
    private readonly HashSet<int>? _chosen = count >= 0 && count * 3 <= members ? [] : null;
    private int _next;
    private int _wanted = (int)Math.Min(Math.Max(count, 0), members);

    public int Next(Random random)
    {
        if (count < 0)
            return random.Next(members);
        if (_chosen is null)
            return NextInWalk(random);
        var rank = random.Next(members);
        while (!_chosen.Add(rank))
            rank = random.Next(members);
        return rank;
    }

    private int NextInWalk(Random random)
    {
        while (random.Next(members - _next) >= _wanted)
            _next++;
        _wanted--;
        return _next++;
    }
}

/// <summary>Writes the chosen members after the reply's header.</summary>
internal sealed class SortedSetPicksJob(SortedSetView set, SortedSetPicks picks, int count, bool withScores, byte[] key) : ISlicedJob
{
    private int _left = count;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0 && _left > 0; units--, _left--)
            c.Reply.Entry(set, set.PlaceAt(picks.Next(c.Random)), withScores);
        return _left == 0;
    }
}
