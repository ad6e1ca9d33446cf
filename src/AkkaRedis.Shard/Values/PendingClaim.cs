namespace AkkaRedis.Shard.Values;

/// <summary>
/// The pending entries of a group as they are when one consumer has taken many of them: built aside, in slices between which nobody
/// changes the group, and then put in the place of all (<see cref="StreamGroup.Replace"/>). Costs a look at each pending entry, so
/// it is for many of them only.
/// </summary>
/// <param name="group">The group.</param>
/// <param name="consumer">Who takes them; need not be of the group yet.</param>
/// <param name="taken">What is taken, in rising order.</param>
/// <param name="forgotten">What is no longer pending, in rising order.</param>
/// <param name="timeMs">When: Unix milliseconds.</param>
/// <param name="isDelivery">Is one more delivery counted?</param>
internal sealed class PendingClaim(
    StreamGroup group, StreamConsumer consumer, List<StreamId> taken, List<StreamId> forgotten, long timeMs, bool isDelivery)
{
    private readonly Dictionary<StreamConsumer, StreamIndex<NoValue>> _own = [];
    private IndexPlace _place;
    private int _nextTaken;
    private int _nextForgotten;

    public StreamConsumer Consumer => consumer;

    public StreamIndex<PendingEntry> Pending { get; } = new(new HeapTally());

    public StreamIndex<NoValue> OwnOf(StreamConsumer of)
    {
        if (!_own.TryGetValue(of, out var own))
            _own.Add(of, own = new StreamIndex<NoValue>(new HeapTally()));
        return own;
    }

    /// <summary>Looks at up to so many entries, which are used up; true when all are built.</summary>
    public bool Step(ref int units)
    {
        for (; !group.Pending.IsEnd(_place); _place = group.Pending.Next(_place))
        {
            if (units-- <= 0)
                return false;
            var id = group.Pending.IdAt(_place);
            if (IsNext(forgotten, ref _nextForgotten, id))
                continue;
            var entry = group.Pending.ValueAt(_place);
            if (IsNext(taken, ref _nextTaken, id))
                entry = new PendingEntry(consumer, timeMs, entry.Deliveries + (isDelivery ? 1 : 0));
            Pending.Add(id, entry);
            OwnOf(entry.Consumer).Add(id, default);
        }

        return true;
    }

    private static bool IsNext(List<StreamId> ids, ref int next, StreamId id)
    {
        var isNext = next < ids.Count && ids[next] == id;
        next += isNext ? 1 : 0;
        return isNext;
    }
}
