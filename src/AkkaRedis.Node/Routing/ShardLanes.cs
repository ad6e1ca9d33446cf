using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// The batches of one connection on their way to shards, in order per shard also when a shard changes its primary.
///
/// A lane is what goes to one shard. While batches of it are unfinished - with the primary, or here because the client has not
/// taken their first replies yet - further ones go to that same primary only, which keeps their order. What it cannot take any
/// more is parked with those that come back not executed, and told in the order of <see cref="ShardBatch.Sequence"/> to
/// whoever serves once nothing of the lane is unfinished; at its deadline it is given up.
/// </summary>
internal sealed class ShardLanes(IShardGateway gateway)
{
    private const long AnyEpoch = 0;

    private readonly Lane[] _lanes = new Lane[gateway.Slots.ShardCount];
    private readonly SortedDictionary<(int Shard, long Sequence), ShardBatch> _parked = [];
    private long _lastSequence;

    /// <summary>
    /// Batches told here and not finished: with a primary, parked, or with replies that the client has not taken yet.
    /// </summary>
    public int UnderWay { get; private set; }

    /// <summary>Batches wait for a primary: <see cref="Retry"/> should be called now and then.</summary>
    public bool HasParked => _parked.Count > 0;

    public void Tell(ShardBatch batch, long deadlineTimestamp)
    {
        UnderWay++;
        batch.Sequence = ++_lastSequence;
        batch.DeadlineTimestamp = deadlineTimestamp;
        if (_lanes[batch.Shard].Parked > 0 || !TrySend(batch))
            Park(batch);
    }

    /// <summary>
    /// Tells a batch again whose first replies were taken out. The deadlines of those behind it count from now: until now it
    /// was the client that let them wait.
    /// </summary>
    public void TellRest(ShardBatch batch, long deadlineTimestamp)
    {
        ref var lane = ref _lanes[batch.Shard];
        lane.Unfinished--;
        batch.DeadlineTimestamp = deadlineTimestamp;
        if (lane.Parked > 0)
        {
            foreach (var parked in ParkedOf(batch.Shard))
                parked.DeadlineTimestamp = deadlineTimestamp;
        }

        if (!TrySend(batch))
            Park(batch);
    }

    /// <summary>A batch is back. One with its replies cut (ReplyFull) stays unfinished until <see cref="TellRest"/>.</summary>
    public void Returned(ShardBatch batch)
    {
        if (batch.Outcome == ShardBatchOutcome.ReplyFull)
            return;
        _lanes[batch.Shard].Unfinished--;
        if (batch.Outcome != ShardBatchOutcome.WrongEpoch)
            UnderWay--;
    }

    public void Park(ShardBatch batch)
    {
        _parked.Add((batch.Shard, batch.Sequence), batch);
        _lanes[batch.Shard].Parked++;
    }

    /// <summary>Tells parked batches whose shard serves again; those past their deadline come back as not executed.</summary>
    public List<ShardBatch>? Retry(long nowTimestamp)
    {
        List<ShardBatch>? givenUp = null;
        for (var shard = 0; shard < _lanes.Length; shard++)
        {
            if (_lanes[shard].Parked > 0 && _lanes[shard].Unfinished == 0)
                RetryLane(shard, nowTimestamp, ref givenUp);
        }

        return givenUp;
    }

    /// <summary>Everything parked, for release when the connection ends.</summary>
    public IReadOnlyList<ShardBatch> TakeParked()
    {
        var all = _parked.Values.ToArray();
        _parked.Clear();
        foreach (ref var lane in _lanes.AsSpan())
            lane.Parked = 0;
        return all;
    }

    private void RetryLane(int shard, long nowTimestamp, ref List<ShardBatch>? givenUp)
    {
        foreach (var batch in ParkedOf(shard))
        {
            if (batch.DeadlineTimestamp < nowTimestamp)
                GiveUp(batch, ref givenUp);
            else if (!TrySend(batch))
                return;
            _parked.Remove((shard, batch.Sequence));
            _lanes[shard].Parked--;
        }
    }

    private void GiveUp(ShardBatch batch, ref List<ShardBatch>? givenUp)
    {
        (givenUp ??= []).Add(batch);
        UnderWay--;
    }

    private ShardBatch[] ParkedOf(int shard) => _parked.Values.Where(b => b.Shard == shard).ToArray();

    private bool TrySend(ShardBatch batch)
    {
        ref var lane = ref _lanes[batch.Shard];
        if (!gateway.TryTell(batch, lane.Unfinished > 0 ? lane.Epoch : AnyEpoch))
            return false;
        lane.Epoch = batch.Epoch;
        lane.Unfinished++;
        return true;
    }

    private struct Lane
    {
        /// <summary>Batches told to the primary of <see cref="Epoch"/> and not finished by it.</summary>
        public int Unfinished;

        public int Parked;
        public long Epoch;
    }
}
