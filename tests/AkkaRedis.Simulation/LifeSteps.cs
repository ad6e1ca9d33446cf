using AkkaRedis.Shard.Journal;
using AkkaRedis.Simulation.Shard;
using AkkaRedis.Tests.Log;

namespace AkkaRedis.Simulation;

/// <summary>What may happen while a shard lives, drawn one step at a time.</summary>
internal sealed class LifeSteps
{
    private const int LongestFillerBytes = 40_000;

    private readonly Random _random;
    private readonly ShardWorld _world;
    private readonly (int Weight, Action<SimulatedShard> Take)[] _steps;

    public LifeSteps(Random random, ShardWorld world)
    {
        (_random, _world) = (random, world);
        _steps =
        [
            (30, s => s.Request([Draw()])),
            (8, Transact),
            (25, s => s.JournalTurn()),
            (8, s => s.SyncRound()),
            (6, s => s.RunBackground()),
            (8, s => s.Turn()),
            (3, s => s.ExpireTurn()),
            (8, StepSnapshot),
            (2, Tidy),
            (4, DrawFaults),
            (6, ReopenLog),
            (1, s => s.LoseLog()),
            (1, s => s.Policy = (SyncPolicy)_random.Next(3)),
            (1, s => s.Request([new ShardRequest(0, ["SET", "filler", new string('f', _random.Next(LongestFillerBytes))])])),
            (world.Settings.HasFunctions ? 6 : 0, ChangeFunctions),
        ];
    }

    public void Take(SimulatedShard shard)
    {
        _world.Time.Pass(_random.Next(5) == 0 ? _random.Next(2000) : 0);
        var at = _random.Next(_steps.Sum(s => s.Weight));
        foreach (var (weight, take) in _steps)
        {
            if (at < weight)
            {
                take(shard);
                return;
            }

            at -= weight;
        }
    }

    /// <summary>The disk is well again.</summary>
    public void EndFaults()
    {
        _world.Disk.Fails = _ => false;
        _world.Disk.SyncLoss = null;
        _world.Disk.Capacity = long.MaxValue;
    }

    private ShardRequest Draw() => new(
        _random.Next(5) == 0 ? _random.Next(3) : 0, new WriteRequests(_random, _world.Time.NowMs).Next());

    /// <summary>Some writes between those of a pair of counters; none that moves or removes one of the pair alone.</summary>
    private void Transact(SimulatedShard shard)
    {
        var db = _random.Next(3);
        List<ShardRequest> requests = [new(db, ["INCR", "{pair}:a"])];
        for (var n = _random.Next(4); n > 0; n--)
        {
            var request = Draw();
            if (request.Words[0] is not ("FLUSHALL" or "FLUSHDB" or "SWAPDB"))
                requests.Add(request);
        }

        requests.Add(new ShardRequest(db, ["INCR", "{pair}:b"]));
        shard.Request(requests);
    }

    private void StepSnapshot(SimulatedShard shard)
    {
        if (!shard.IsTakingSnapshot)
            shard.BeginSnapshot();
        shard.SetRoom(_random.Next(3) > 0);
        shard.Turn();
        shard.WriteSnapshot(_random.Next(3) == 0 ? int.MaxValue : _random.Next(300));
    }

    /// <summary>A disk that is well, enough log for a point of pruning, and a snapshot: then there is little left.</summary>
    private void Tidy(SimulatedShard shard)
    {
        if (_world.Disk.OperationsLeft is not null)
            return;
        EndFaults();
        if (shard.IsTakingSnapshot)
            shard.SnapshotAndTidy(isChecked: false);
        ReopenLog(shard);
        shard.Request([new ShardRequest(0, ["SET", "filler", new string('f', (int)_world.Settings.SpacingBytes)])]);
        while (shard.HasJournalWork)
            shard.JournalTurn();
        shard.SnapshotAndTidy(isChecked: true);
    }

    private void DrawFaults(SimulatedShard shard)
    {
        EndFaults();
        switch (_random.Next(4))
        {
            case 0:
                _world.Disk.Capacity = _world.Disk.BytesUsed + _random.Next(500);
                break;
            case 1:
                var one = _random.Next(2, 8);
                _world.Disk.Fails = _ => _random.Next(one) == 0;
                _world.Disk.SyncLoss = _random.Next(2) == 0 ? _random : null;
                break;
            case 2:
                _world.Disk.Fails = what => what.StartsWith("sync", StringComparison.Ordinal);
                _world.Disk.SyncLoss = _random;
                break;
        }
    }

    private static void ReopenLog(SimulatedShard shard)
    {
        if (shard.NeedsLogAgain)
            shard.OpenLogAgain();
    }

    private void ChangeFunctions(SimulatedShard shard)
    {
        var name = $"lib{_random.Next(3)}";
        var source = $"#!lua name={name}\nredis.register_function('f{_random.Next(3)}', function() return {_random.Next(9)} end)";
        string[] words = _random.Next(5) switch
        {
            0 => ["FUNCTION", "DELETE", name],
            1 => ["FUNCTION", "FLUSH"],
            _ => ["FUNCTION", "LOAD", "REPLACE", source],
        };
        shard.Request([new ShardRequest(0, words)]);
    }
}
