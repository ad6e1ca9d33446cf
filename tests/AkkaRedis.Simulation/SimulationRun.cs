using AkkaRedis.Shard.Journal;
using AkkaRedis.Simulation.Checkers;
using AkkaRedis.Simulation.Shard;
using AkkaRedis.Tests.Execution;
using AkkaRedis.Tests.Journal;

namespace AkkaRedis.Simulation;

/// <summary>
/// One run: a shard lives, ends in one of the ways there are, recovers, which may be cut short too, and lives on. All that happens
/// is drawn from the seed. It is over after some lives, or when recovery has told of damage.
/// </summary>
internal sealed class SimulationRun
{
    private const int MaxSteps = 50;
    private const int MaxStrayOperations = 40;

    private readonly Random _random;
    private readonly ShardWorld _world;
    private readonly LifeSteps _steps;
    private SimulatedShard? _shard;
    private long _epoch;
    private bool _isOver;

    private SimulationRun(int seed, BrokenPart broken)
    {
        _random = new Random(seed);
        var disk = new SimulatedDisk { IgnoresSyncs = broken == BrokenPart.SyncThatDoesNothing };
        _world = new ShardWorld(
            SimulationSettings.Draw(_random), disk, new HandClock { TicksPerLook = _random.Next(2) * 2000 }, new TwinLog(),
            new CheckerSet(), broken);
        _steps = new LifeSteps(_random, _world);
    }

    /// <summary>Runs a seed; what the checkers complain of, the first of which ends the run.</summary>
    public static IReadOnlyList<string> Of(int seed, BrokenPart broken = BrokenPart.None)
    {
        var run = new SimulationRun(seed, broken);
        try
        {
            run.Live();
        }
        finally
        {
            run._shard?.Dispose();
        }

        return [.. run._world.Checkers.Complaints];
    }

    private bool IsOver => _isOver || _world.Checkers.Complaints.Any();

    private void Live()
    {
        var policy = (SyncPolicy)_random.Next(3);
        for (var lives = _random.Next(2, 6); lives > 0 && !IsOver; lives--)
        {
            if (_random.Next(4) == 0)
                policy = (SyncPolicy)_random.Next(3);
            Begin(policy, lives == 1);
            if (IsOver)
                return;
            LiveOnce();
            if (lives > 1 && !IsOver)
                End();
        }
    }

    private void LiveOnce()
    {
        // The power may go at any single operation of the disk, and not only between two steps.
        _world.Disk.OperationsLeft = _random.Next(3) == 0 ? _random.Next(200) : null;
        for (var steps = _random.Next(5, MaxSteps); steps > 0 && !IsOver && !_world.Disk.IsOff; steps--)
            _steps.Take(_shard!);
        _steps.EndFaults();
    }

    /// <summary>Recovers until it succeeds; before the last time the disk may fail, and the machine stop.</summary>
    private void Begin(SyncPolicy policy, bool isLast)
    {
        for (var tries = isLast ? 1 : _random.Next(1, 4); ; tries--)
        {
            if (tries > 1)
                DrawFaultsOfRecovery();
            _shard = new SimulatedShard(_world, ++_epoch, policy);
            var outcome = _shard.Recover();
            if (outcome == default)
            {
                _world.Disk.Fails = _ => false;
                _world.Disk.OperationsLeft = null;
                Check();
                return;
            }

            if (outcome.Damage is { } damage)
            {
                _world.Checkers.Tell(c => c.DamageTold(damage));
                _isOver = true;
                return;
            }

            Assert.True(tries > 1, $"recovery fails on a disk that is well: {outcome.Failure}");
            EndRecovery();
        }
    }

    private void DrawFaultsOfRecovery()
    {
        if (_random.Next(2) == 0)
            _world.Disk.OperationsLeft = _random.Next(MaxStrayOperations);
        else
            _world.Disk.Fails = _ => _random.Next(20) == 0;
    }

    private void EndRecovery()
    {
        _shard!.Dispose();
        _shard = null;
        _world.Disk.Fails = _ => false;
        _world.Disk.OperationsLeft = null;
        if (_random.Next(2) == 0)
            Crash();
    }

    private void Check()
    {
        var shard = _shard!;
        var offset = shard.Engine.LogOffset;
        var recovered = new RecoveredShard(
            offset, ShardDigest.Of(shard.Engine), _world.Twin.EndOffset, _world.Twin.Digest(offset), _world.Twin.LiveDigest(offset));
        _world.Checkers.Tell(c => c.Recovered(recovered));
        _world.Twin.CutAt(offset);
    }

    private void End()
    {
        var shard = _shard!;
        _world.Twin.NoteLive(ShardDigest.Of(shard.Engine));
        var end = (LifeEnd)_random.Next(3);
        if (end == LifeEnd.Stopped && (_world.Disk.IsOff || !shard.Stop()))
            end = LifeEnd.ProcessCrash;
        _world.Disk.OperationsLeft = null;
        shard.Dispose();
        _shard = null;
        if (end == LifeEnd.MachineCrash)
            Crash();
        else
            _world.Checkers.Tell(c => c.Ended(end));
        if (_random.Next(6) == 0)
            Flip();
    }

    private void Crash()
    {
        _world.Disk.Crash(_random);
        _world.Checkers.Tell(c => c.Ended(LifeEnd.MachineCrash));
    }

    /// <summary>One bit, of any byte there is.</summary>
    private void Flip()
    {
        var paths = _world.Disk.Paths.Where(p => _world.Disk.Content(p).Length > 0).ToList();
        if (paths.Count == 0)
            return;
        var path = paths[_random.Next(paths.Count)];
        _world.Disk.Flip(path, _random.Next(_world.Disk.Content(path).Length), _random.Next(8));
        _world.Checkers.Tell(c => c.Flipped());
    }
}
