using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Settings a shard's commands look at, changed live by CONFIG SET: one instance per node, shared by its shards; each field
/// is read and written atomically. Names and defaults are Redis' own (7.0).
/// </summary>
public sealed class ShardSettings
{
    public int HashMaxListpackEntries { get; set; } = 512;

    public int HashMaxListpackValueBytes { get; set; } = 64;

    /// <summary>list-max-listpack-size: positive = elements, -1..-5 = 4, 8, 16, 32, 64 KB per node.</summary>
    public int ListMaxListpackSize { get; set; } = -2;

    public int ListCompressDepth { get; set; }

    public int SetMaxIntsetEntries { get; set; } = 512;

    public int ZSetMaxListpackEntries { get; set; } = 128;

    public int ZSetMaxListpackValueBytes { get; set; } = 64;

    /// <summary>stream-node-max-bytes: bytes of a chunk of a stream; 0 = no limit of the user's.</summary>
    public long StreamNodeMaxBytes { get; set; } = 4096;

    /// <summary>stream-node-max-entries: entries of a chunk of a stream; 0 = no limit.</summary>
    public long StreamNodeMaxEntries { get; set; } = 100;

    /// <summary>A HyperLogLog longer than this, its header included, becomes dense (hll-sparse-max-bytes).</summary>
    public long HllSparseMaxBytes { get; set; } = 3000;

    /// <summary>Are there other shards, whose keys commands cannot see?</summary>
    public bool HasOtherShards { get; set; }

    /// <summary>
    /// Saved bytes of a shard's snapshot that may wait in memory: for the disk, and, of values saved because they change, for the
    /// former. Writers wait beyond it.
    /// </summary>
    public long SnapshotBufferBytes { get; set; } = 4 << 20;

    /// <summary>Longest string value in bytes (proto-max-bulk-len).</summary>
    public long MaxStringBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>maxmemory and what belongs to it.</summary>
    public MemoryLimit Memory { get; set; } = new();

    /// <summary>notify-keyspace-events: which events are told, and where.</summary>
    public KeyEventClasses KeyEvents { get; set; }

    /// <summary>Keys past their time are only removed when a command meets them (DEBUG SET-ACTIVE-EXPIRE 0).</summary>
    public bool IsExpiryPaused { get; set; }

    /// <summary>Keys whose readers all shards together remember for CLIENT TRACKING; 0 = any number (tracking-table-max-keys).</summary>
    public int TrackingTableMaxKeys { get; set; } = 1_000_000;

    /// <summary>busy-reply-threshold: how long a script runs until other commands are told that the shard is busy.</summary>
    public int BusyReplyThresholdMs { get; set; } = 5000;

    /// <summary>Memory that the scripts of one shard may take.</summary>
    public long ScriptMemoryLimitBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Elements a command may touch in one actor turn before it must go on as a sliced job.</summary>
    public int SliceElements { get; set; } = 5000;
}
