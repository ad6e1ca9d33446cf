using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Scripting;
using AkkaRedis.Tests.Execution;

namespace AkkaRedis.Tests.Routing;

/// <summary>
/// Shards without actors: engines with mailboxes, which do something only when told to (<see cref="Step"/>), in an order drawn
/// by chance. Can refuse batches, answer them with a wrong epoch, and change primaries, keeping the data as a failover does.
/// </summary>
internal sealed class RigShards : IShardGateway, IDisposable
{
    private readonly List<RigShard> _shards = [];
    private readonly List<ShardBatch> _lost = [];
    private readonly Random _random;

    public RigShards(int shards, CommandTable commands, HandClock time, Random random, int replyLimitBytes = 1 << 20,
        NodeServices? node = null)
    {
        Slots = new SlotMap(shards);
        Settings = node?.ShardSettings ?? new ShardSettings { SliceElements = 8 };
        _random = random;
        for (var shard = 0; shard < shards; shard++)
        {
            _shards.Add(new RigShard(new ShardEngine(new ShardStart
            {
                Shard = shard,
                Shards = shards,
                Settings = Settings,
                Commands = commands,
                Time = time,
                Seed = shard,
                LogKeptBytes = 4096,
                ReplyLimitBytes = replyLimitBytes,
                Watch = node?.CommandTimes ?? LatencyWatch.None,
                Tracking = node?.Observation.Tracking,
                Trackers = node?.Tracking,
                Pause = node?.DataPause ?? new DataPause(),
                Scripts = node?.Scripts ?? new ScriptStore(),
                NodeCommands = node is null ? null : new ScriptNodeCommands(node),
                FirstSlot = Slots.FirstSlotOf(shard),
                EndSlot = shard + 1 < shards ? Slots.FirstSlotOf(shard + 1) : Slot.Count,
            })));
        }
    }

    public SlotMap Slots { get; }

    public ShardSettings Settings { get; }

    /// <summary>How often a batch is refused as if no primary served, and how often the primary changes just before it arrives.</summary>
    public double RefusalChance { get; set; }

    public double WrongEpochChance { get; set; }

    public IReadOnlyList<ShardStatus?> Statuses() => _shards.ConvertAll<ShardStatus?>(s => s.Engine.Status);

    /// <summary>Ends the waits whose time is over.</summary>
    public void EndDueWaits() => _shards.ForEach(s => s.Engine.EndDueWaits());

    /// <summary>Batches told so far.</summary>
    public int Told { get; private set; }

    public bool TryTell(ShardBatch batch, long onlyEpoch)
    {
        var shard = _shards[batch.Shard];
        if (!shard.Serves || (onlyEpoch != 0 && onlyEpoch != shard.Epoch) || _random.NextDouble() < RefusalChance)
            return false;
        Told++;
        batch.Outcome = ShardBatchOutcome.Done;
        batch.Epoch = shard.Epoch;
        shard.Mailbox.Enqueue(batch);
        if (_random.NextDouble() < WrongEpochChance)
            ChangePrimary(batch.Shard);
        return true;
    }

    public void TellEndOfWait(int shard, EndWait end)
    {
        if (_shards[shard].Serves)
            _shards[shard].Mailbox.Enqueue(end);
    }

    public int KeysIn(int shard, int db) => _shards[shard].Engine.Status.KeysIn(db);

    public int KeysIn(int db) => Enumerable.Range(0, _shards.Count).Sum(s => KeysIn(s, db));

    /// <summary>Every shard looks for keys past their time.</summary>
    public void ExpireTurns() => _shards.ForEach(s => s.Engine.ExpireTurn());

    /// <summary>A shard that stops serving gives back what it holds.</summary>
    public void Serve(int shard, bool serves)
    {
        _shards[shard].Serves = serves;
        if (!serves)
            ChangePrimary(shard);
    }

    /// <summary>Connections that a shard still holds batches of, and keys still watched.</summary>
    public (int Stalled, int Watched) Leftovers =>
        (_shards.Sum(s => s.Engine.StalledConnections), _shards.Sum(s => s.Engine.WatchedKeys));

    public bool HasStalled(int shard) => _shards[shard].Engine.HasWorkLeft;

    /// <summary>One thing that a shard can do now; false when there is none.</summary>
    public bool Step()
    {
        var able = _shards.Where(s => s.Mailbox.Count > 0 || s.Engine.HasWorkLeft).ToList();
        if (_lost.Count > 0 && _random.Next(able.Count + 1) == 0)
        {
            GiveBackLost();
            return true;
        }

        if (able.Count == 0)
            return false;
        able[_random.Next(able.Count)].Step(_random);
        return true;
    }

    public void RunAll()
    {
        while (Step())
        {
        }
    }

    /// <summary>
    /// Another primary takes over the shard's data: what the old one held comes back, what was on its way to it is lost and
    /// comes back later.
    /// </summary>
    public void ChangePrimary(int shard)
    {
        var s = _shards[shard];
        s.Epoch++;
        while (s.Mailbox.TryDequeue(out var message))
        {
            if (message is ShardBatch batch)
                _lost.Add(batch);
        }

        foreach (var (batch, started) in s.Engine.TakeStalled())
        {
            if (started)
                GiveBack(batch, ShardBatchOutcome.Unknown);
            else
                _lost.Add(batch);
        }
    }

    public void Dispose()
    {
        foreach (var shard in _shards)
            shard.Engine.Dispose();
    }

    private void GiveBackLost()
    {
        var at = _random.Next(_lost.Count);
        var batch = _lost[at];
        _lost.RemoveAt(at);
        GiveBack(batch, ShardBatchOutcome.WrongEpoch);
    }

    private static void GiveBack(ShardBatch batch, ShardBatchOutcome outcome)
    {
        batch.Outcome = outcome;
        batch.ReplyTo.Completed(batch);
    }

    private sealed class RigShard(ShardEngine engine)
    {
        public ShardEngine Engine { get; } = engine;

        public Queue<object> Mailbox { get; } = new();

        public long Epoch { get; set; } = 1;

        public bool Serves { get; set; } = true;

        public void Step(Random random)
        {
            if (Mailbox.Count > 0 && (!Engine.HasWorkLeft || random.Next(2) == 0))
            {
                var message = Mailbox.Dequeue();
                if (message is EndWait end)
                    Engine.EndWait(end);
                else if (message is ShardBatch batch && Engine.Run(batch))
                    batch.ReplyTo.Completed(batch);
            }
            else if (Engine.RunStalledTurn() is { } finished)
            {
                finished.ReplyTo.Completed(finished);
            }
        }
    }
}
