namespace AkkaRedis.Protocol.Commands;

/// <summary>What COMMAND reports about a command, and what the server derives its checks from. Names as in Redis 7.</summary>
[Flags]
public enum CommandFlags
{
    None = 0,
    Write = 1 << 0,
    ReadOnly = 1 << 1,
    DenyOom = 1 << 2,
    Admin = 1 << 3,
    PubSub = 1 << 4,
    NoScript = 1 << 5,
    Blocking = 1 << 6,
    Loading = 1 << 7,
    Stale = 1 << 8,
    SkipMonitor = 1 << 9,
    SkipSlowLog = 1 << 10,
    Asking = 1 << 11,
    Fast = 1 << 12,
    NoAuth = 1 << 13,
    MayReplicate = 1 << 14,
    MovableKeys = 1 << 15,
    AllowBusy = 1 << 16,
    NoMulti = 1 << 17,
    NoMandatoryKeys = 1 << 18,
    NoAsyncLoading = 1 << 19,
    OnlySentinel = 1 << 20,

    /// <summary>Runs other commands, which nobody knows before. Not one of Redis' flags, and not told by COMMAND.</summary>
    RunsScript = 1 << 21,

    /// <summary>
    /// Sees or changes what commands on any shard do, so that it begins when all is done that its connection sent before. Not one
    /// of Redis' flags, and not told by COMMAND.
    /// </summary>
    Ordered = 1 << 22,
}

/// <summary>How the parts of a command that went to several shards become one reply.</summary>
public enum ReplyMerge
{
    /// <summary>The command runs on one shard; keys on several shards are refused.</summary>
    None,

    /// <summary>Keys are dealt out to their shards; the integer replies are added (DEL, EXISTS, …).</summary>
    SumByKey,

    /// <summary>Keys are dealt out to their shards; array elements go back to the keys' places (MGET).</summary>
    ArrayByKey,

    /// <summary>Runs on every shard; the integer replies are added (DBSIZE).</summary>
    SumAll,

    /// <summary>Runs on every shard; the arrays are joined (KEYS).</summary>
    ConcatAll,

    /// <summary>Runs on every shard; +OK when all say so, else the first error (FLUSHALL).</summary>
    OkAll,

    /// <summary>Runs on every shard, and all say the same (SCRIPT LOAD); the first error, if there is one.</summary>
    SameAll,

    /// <summary>Runs on every shard; an element of the array is 1 when it is on all (SCRIPT EXISTS).</summary>
    AllTrueAll,

    /// <summary>Walks the shards one after another with a cursor that names the shard (SCAN).</summary>
    Scan,

    /// <summary>Asks shards in a random order until one has a key (RANDOMKEY).</summary>
    FirstNonNull,
}
