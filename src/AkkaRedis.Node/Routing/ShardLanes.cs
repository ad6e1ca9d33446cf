using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// The batches of one connection on their way to shards, in order per shard also when a shard changes its primary: a batch
/// that was certainly not executed is parked and told again, in the order of <see cref="ShardBatch.Sequence"/>, once all
/// batches in flight to that shard are back and a primary serves; at its deadline it is given up.
/// </summary>
internal sealed class ShardLanes(IShardGateway gateway)
{
    private readonly int[] _inFlight = new int[gateway.Slots.ShardCount];
    private readonly SortedDictionary<(int Shard, long Sequence), ShardBatch> _parked = [];
    private long _lastSequence;

    /// <summary>Batches wait for a primary: <see cref="Retry"/> should be called now and then.</summary>
    public bool HasParked => _parked.Count > 0;

    public int InFlight { get; private set; }

    public void Tell(ShardBatch batch, long deadlineTimestamp)
    {
        batch.Sequence = ++_lastSequence;
        batch.DeadlineTimestamp = deadlineTimestamp;
        if (_parked.Count > 0 && HasParkedFor(batch.Shard))
            Park(batch);
        else
            Send(batch);
    }

    /// <summary>Tells a batch again whose first replies were taken out.</summary>
    public void TellRest(ShardBatch batch) => Send(batch);

    public void Returned(ShardBatch batch)
    {
        _inFlight[batch.Shard]--;
        InFlight--;
    }

    public void Park(ShardBatch batch) => _parked.Add((batch.Shard, batch.Sequence), batch);

    /// <summary>Tells parked batches whose shard serves again; those past their deadline come back as not executed.</summary>
    public List<ShardBatch>? Retry(long nowTimestamp)
    {
        List<ShardBatch>? givenUp = null;
        foreach (var lane in _parked.Values.GroupBy(b => b.Shard).ToArray())
        {
            if (_inFlight[lane.Key] > 0)
                continue;
            foreach (var batch in lane)
            {
                if (batch.DeadlineTimestamp < nowTimestamp)
                    (givenUp ??= []).Add(batch);
                else if (!gateway.TryTell(batch))
                    break;
                else
                    Count(batch);
                _parked.Remove((batch.Shard, batch.Sequence));
            }
        }

        return givenUp;
    }

    /// <summary>Everything parked, for release when the connection ends.</summary>
    public IReadOnlyList<ShardBatch> TakeParked()
    {
        var all = _parked.Values.ToArray();
        _parked.Clear();
        return all;
    }

    private bool HasParkedFor(int shard)
    {
        foreach (var place in _parked.Keys)
        {
            if (place.Shard == shard)
                return true;
        }

        return false;
    }

    private void Send(ShardBatch batch)
    {
        if (gateway.TryTell(batch))
            Count(batch);
        else
            Park(batch);
    }

    private void Count(ShardBatch batch)
    {
        _inFlight[batch.Shard]++;
        InFlight++;
    }
}
