using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// A key that may go. It is remembered by its hash, as it may be gone before its turn comes.
/// </summary>
/// <param name="Db">Its database.</param>
/// <param name="Hash">Which key it is.</param>
/// <param name="Stamp">What the rank was made of: when it is another now, the key was used since, and the rank means nothing.</param>
/// <param name="Rank">The greatest goes first.</param>
internal readonly record struct EvictionCandidate(int Db, KeyHash Hash, long Stamp, long Rank);

/// <summary>
/// The best candidates out of all keys looked at so far. A few keys are looked at for each one that goes; that those which were
/// nearly chosen are not forgotten makes the choice almost as good as if many had been looked at.
/// Invariant: the ranks are in ascending order.
/// </summary>
internal sealed class EvictionPool
{
    public const int MaxCount = 16;

    private readonly EvictionCandidate[] _candidates = new EvictionCandidate[MaxCount];

    public int Count { get; private set; }

    /// <summary>Would a candidate of this rank be kept?</summary>
    public bool Takes(long rank) => Count < MaxCount || rank > _candidates[0].Rank;

    /// <summary>Keeps the candidate if it is better than one of those there, which goes in its place when there is no room.</summary>
    public void Offer(in EvictionCandidate candidate)
    {
        var all = _candidates.AsSpan(0, Count);
        if (!Takes(candidate.Rank) || all.Contains(candidate))
            return;
        var place = all.Length;
        while (place > 0 && all[place - 1].Rank > candidate.Rank)
            place--;
        if (Count == MaxCount)
        {
            place--;
            all[1..(place + 1)].CopyTo(all);
        }
        else
        {
            Count++;
            all[place..].CopyTo(_candidates.AsSpan(place + 1));
        }

        _candidates[place] = candidate;
    }

    /// <summary>Takes the best one out; false when there is none.</summary>
    public bool TryTake(out EvictionCandidate best)
    {
        best = default;
        if (Count == 0)
            return false;
        best = _candidates[--Count];
        return true;
    }

    public void Clear() => Count = 0;
}
