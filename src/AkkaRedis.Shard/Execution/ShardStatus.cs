using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// The numbers of one running shard for INFO and metrics. Written by its actor, read from any thread: single 64-bit or
/// 32-bit fields only, so a reader sees each number whole, and all of them at about the same moment.
/// </summary>
public sealed class ShardStatus(
    int shard, KeyspaceStore keyspace, ShardCounters counters, CommandStatistics commands, CommandLog log,
    ScriptControl? script = null)
{
    public int Shard { get; } = shard;

    public long Epoch { get; set; }

    /// <summary>Clients that wait for keys of this shard.</summary>
    public int BlockedClients { get; set; }

    /// <summary>The script the shard is in, if it is in one.</summary>
    public ScriptControl Script { get; } = script ?? new ScriptControl(new ScriptStore());

    public ShardCounters Counters { get; } = counters;

    public CommandStatistics Commands { get; } = commands;

    internal Evictor? Evictor { get; init; }

    public int DatabaseCount => keyspace.DatabaseCount;

    public int KeysIn(int db) => keyspace[db].Count;

    public int ExpiresIn(int db) => keyspace[db].ExpiresCount;

    public long AverageTtlMsIn(int db, long nowMs) => keyspace[db].AverageTtlMs(nowMs);

    public long MemoryBytes => keyspace.MemoryBytes;

    /// <summary>The part of them on the managed heap.</summary>
    public long CollectionBytes => keyspace.CollectionBytes;

    /// <summary>The bytes that the memory limit is for.</summary>
    public long LimitedBytes => keyspace.MemoryBytes + Execution.Evictor.OwnBytes;

    /// <summary>Are commands refused because they need memory?</summary>
    public bool IsOutOfMemory => Evictor?.IsOutOfMemory ?? false;

    /// <summary>What of the log is stored, and why nothing is, where something stores it.</summary>
    public GroupCommit? Commit { get; init; }

    /// <summary>Offset in the log of the newest snapshot of the shard's own; 0 = there is none.</summary>
    public long SnapshotOffset { get; set; }

    /// <summary>Size of its file.</summary>
    public long SnapshotBytes { get; set; }

    public long ReservedBytes => keyspace.ReservedBytes;

    /// <summary>Bytes of the keys and values of a database.</summary>
    public long BytesIn(int db) => keyspace[db].Bytes;

    public long ExpiryBytesIn(int db) => keyspace[db].ExpiryBytes;

    /// <summary>Memory of the newest log.</summary>
    public long LogMemoryBytes => log.MemoryBytes;

    public long PendingReclaims => keyspace.PendingReclaims;

    /// <summary>Bytes of effects appended since the shard began.</summary>
    public long LogOffset => log.EndOffset;

    /// <summary>Writes, each a command or a transaction, since the shard began.</summary>
    public long LogUnits => log.Units;
}
