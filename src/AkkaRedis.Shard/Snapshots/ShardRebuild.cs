using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Shard.Snapshots;

/// <summary>
/// A shard's data made again without a node, as a start makes it: the keys of a snapshot, its functions, then the groups of the log
/// that join on to it; and written as a part of an RDB file. What is wrong is a value here, for it is somebody's files that are
/// looked at, not a shard that is about to serve.
/// </summary>
public sealed class ShardRebuild : IDisposable
{
    private const int StepUnits = 5000;

    private readonly KeyspaceStore _keyspace;
    private readonly EffectReplayer _replayer;
    private readonly List<(int Db, Args Args)> _unit = [];
    private LogReplay _replay = new(0);
    private string? _refusal;

    public ShardRebuild(ShardSettings settings, CommandTable commands, int databases)
    {
        _keyspace = new KeyspaceStore(databases);
        _replayer = new EffectReplayer(_keyspace, settings, commands);
    }

    /// <summary>What is wrong with the log; null while nothing is.</summary>
    public string? Problem => _refusal ?? _replay.Damage;

    /// <summary>Where the log has come to.</summary>
    public long Offset => _replay.Offset;

    public void Load(IReadOnlyList<RdbKey> keys)
    {
        foreach (var key in keys)
            key.StoreIn(_keyspace[key.Db]);
    }

    /// <summary>All keys of the snapshot are loaded; what follows is the log from its offset on.</summary>
    public void BeginReplay(long offset, IReadOnlyList<byte[]> functions)
    {
        _replay = new LogReplay(offset);
        foreach (var source in functions)
            Apply([(0, Args.Of("FUNCTION"u8.ToArray(), "LOAD"u8.ToArray(), source))], "a library of functions of the snapshot");
    }

    /// <summary>Carries out what is new of a group, up to the first thing that is wrong.</summary>
    public void Replay(CommandGroup group)
    {
        if (Problem is not null || !_replay.TryBegin(group, out var at))
            return;
        while (at < group.Units.Length && Problem is null)
        {
            _unit.Clear();
            if (LogUnitReader.Read(group.Units.Span[at..], _unit, out var unitBytes) != LogUnitResult.Unit)
            {
                _replay.Fail();
                return;
            }

            Apply(_unit, $"the log at offset {_replay.Offset}");
            _replay.Advance(unitBytes);
            at += unitBytes;
        }
    }

    /// <summary>Writes all keys, functions first; the number of keys.</summary>
    public long WriteTo(RdbFileWriter file, bool withFunctions)
    {
        var output = new RdbOutput(SnapshotWalk.ChunkBytes);
        if (withFunctions)
            LibraryPayload.WriteSources(_replayer.Libraries.Libraries, output);
        var walk = new SnapshotWalk(_keyspace, output);
        while (!walk.Step(StepUnits))
            file.Append(output);
        file.Append(output);
        return walk.SavedKeys;
    }

    public void Dispose()
    {
        _replayer.Dispose();
        _keyspace.Dispose();
    }

    private void Apply(List<(int Db, Args Args)> unit, string what)
    {
        if (unit.Find(c => c.Db >= _keyspace.DatabaseCount) is { Db: > 0 } beyond)
        {
            _refusal = $"{what} is about database {beyond.Db}, and there are {_keyspace.DatabaseCount}";
            return;
        }

        try
        {
            _replayer.Apply(unit, nowMs: 0);
        }
        catch (InvariantException e)
        {
            _refusal = $"{what} cannot be carried out: {e.Message}";
        }
    }
}
