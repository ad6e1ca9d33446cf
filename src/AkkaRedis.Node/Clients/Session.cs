using System.Net;
using AkkaRedis.Node.Clients.Tracking;
using AkkaRedis.Node.PubSub;

namespace AkkaRedis.Node.Clients;

/// <summary>What CLIENT REPLY has set; Off and Skipping drop the reply of the command being carried out.</summary>
public enum ReplyMode
{
    On,
    Off,

    /// <summary>The command after this one is Skipping.</summary>
    SkipNext,

    /// <summary>On again after this command.</summary>
    Skipping,
}

/// <summary>
/// The state of one connection that commands can see and change. Owned by the connection; other connections read single
/// fields of it (CLIENT LIST) with a little delay and change nothing.
/// </summary>
public sealed class Session(long id, EndPoint? remote, EndPoint? local, long createdAtMs)
{
    private ClientWait? _wait;
    private TrackingMode? _tracking;
    private InvalidationInbox? _invalidations;
    private volatile bool _isEnding;
    private volatile bool _isPaused;

    /// <summary>Client id, unique for the life of the node, ascending.</summary>
    public long Id { get; } = id;

    public EndPoint? RemoteAddress { get; } = remote;

    public EndPoint? LocalAddress { get; } = local;

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAtMs { get; } = createdAtMs;

    /// <summary>Unix milliseconds of the last request.</summary>
    public long LastRequestAtMs { get; set; } = createdAtMs;

    public string Name { get; set; } = "";

    public string LibName { get; set; } = "";

    public string LibVersion { get; set; } = "";

    /// <summary>2 or 3.</summary>
    public int Protocol { get; set; } = 2;

    public int Db { get; set; }

    public string User { get; set; } = "default";

    public bool IsAuthenticated { get; set; }

    /// <summary>The command that waits for keys on a shard (BLPOP and its like); null = none. Set from the shard's thread.</summary>
    public ClientWait? Wait => Volatile.Read(ref _wait);

    /// <summary>Subscriptions and the messages that came for them; null until the first one.</summary>
    public Subscriber? Subscriber { get; private set; }

    /// <summary>Subscribed to something now?</summary>
    public bool IsSubscribed => Subscriber is { IsSubscribed: true };

    /// <summary>Gets all commands of the node (MONITOR).</summary>
    public bool IsMonitor { get; set; }

    /// <summary>How it tracks keys; null = not. The hub's to set.</summary>
    public TrackingMode? Tracking
    {
        get => Volatile.Read(ref _tracking);
        internal set => Volatile.Write(ref _tracking, value);
    }

    /// <summary>CLIENT CACHING was called for the next command, or the next transaction.</summary>
    public bool IsCachingGiven { get; set; }

    /// <summary>Are keys that a command reads now to be remembered, so that the client hears when they change?</summary>
    public bool TracksReads =>
        Tracking is { IsBroadcast: false } mode && (mode.IsOptIn ? IsCachingGiven : !(mode.IsOptOut && IsCachingGiven));

    /// <summary>Invalidations that wait to be sent; null until the first one. Any thread.</summary>
    public InvalidationInbox? Invalidations => Volatile.Read(ref _invalidations);

    /// <summary>It is to be closed once what it is owed was sent, or at once: nothing more is to be sent to it.</summary>
    public bool IsEnding
    {
        get => _isEnding;
        internal set => _isEnding = value;
    }

    /// <summary>Its next command waits for the end of a pause (CLIENT PAUSE).</summary>
    public bool IsPaused
    {
        get => _isPaused;
        internal set => _isPaused = value;
    }

    public bool NoEvict { get; set; }

    public ReplyMode ReplyMode { get; set; }

    /// <summary>Name of the last command, subcommand as "container|sub".</summary>
    public string LastCommand { get; set; } = "NULL";

    /// <summary>Commands queued by MULTI; -1 outside a transaction.</summary>
    public int QueuedCommands { get; set; } = -1;

    /// <summary>Bytes of what MULTI has queued.</summary>
    public long QueuedBytes { get; set; }

    /// <summary>Bytes of the arguments of the command being carried out, where somebody asked for them.</summary>
    public long ArgumentBytes { get; set; }

    /// <summary>Keys watched.</summary>
    public int WatchedKeys { get; set; }

    /// <summary>Received bytes that belong to no finished command.</summary>
    public int QueryBytes { get; set; }

    /// <summary>Free bytes of the buffer being received into.</summary>
    public int QueryFreeBytes { get; set; }

    /// <summary>Reply bytes that wait for the client to read.</summary>
    public long OutputBytes { get; set; }

    /// <summary>The same with messages that wait.</summary>
    public long OutputBytesWithMessages => OutputBytes + (Subscriber?.PendingBytes ?? 0) + (Invalidations?.PendingBytes ?? 0);

    /// <summary>Memory held for its requests and replies.</summary>
    public long MemoryBytes => QueryBytes + QueryFreeBytes + ArgumentBytes + QueuedBytes + OutputBytesWithMessages;

    /// <summary>Unix milliseconds since when <see cref="OutputBytes"/> exceeds the soft limit; 0 = it does not. The sweeper's.</summary>
    public long OverSoftLimitSinceMs { get; set; }

    public long CommandsProcessed { get; set; }

    public long BytesReceived { get; set; }

    public long BytesSent { get; set; }

    /// <summary>Wakes the connection; set by it.</summary>
    internal Action Wake { get; set; } = static () => { };

    internal Subscriber BecomeSubscriber() => Subscriber ??= new Subscriber(Wake);

    /// <summary>Any thread.</summary>
    internal InvalidationInbox OpenInvalidations()
    {
        if (Invalidations is { } inbox)
            return inbox;
        Interlocked.CompareExchange(ref _invalidations, new InvalidationInbox(Wake), null);
        return _invalidations;
    }

    internal void BeginWait(ClientWait wait) => Volatile.Write(ref _wait, wait);

    /// <summary>The wait, if there is one, is over; of several callers one gets it.</summary>
    internal ClientWait? TakeWait() => Interlocked.Exchange(ref _wait, null);
}
