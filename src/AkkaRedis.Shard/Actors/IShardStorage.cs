using Akka.Actor;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Shard.Actors;

/// <summary>Where a shard's data is kept, as the shard's primary sees it; called from the actor's thread, must not block.</summary>
public interface IShardStorage
{
    /// <summary>The journal of the shard's log, as Akka.Persistence knows it.</summary>
    string JournalPluginId { get; }

    /// <summary>Must a write be synced before anybody hears of it (appendfsync always)?</summary>
    bool SyncsEachWrite { get; }

    /// <summary>
    /// Reads the newest snapshot and tells the primary its keys as <see cref="LoadKeys"/>, and in the end
    /// <see cref="SnapshotRestored"/> or <see cref="RecoveryFailed"/>. Cancelled when the primary stops.
    /// </summary>
    void LoadSnapshot(int shard, IActorRef primary, RecoveryProgress progress, CancellationToken stopping);

    /// <summary>Should a snapshot be begun now? One that begins is counted until it is told to have ended.</summary>
    bool TryBeginSnapshot(in SnapshotNeed need);

    /// <summary>Where a snapshot goes; in the end the primary is told <see cref="SnapshotStored"/>.</summary>
    ISnapshotSink SnapshotSink(int shard, long epoch, IActorRef primary);
}

/// <summary>What says whether a shard needs a snapshot: bytes of log since the last one, and what that one took.</summary>
/// <param name="LogBytes">Log after the newest snapshot.</param>
/// <param name="SnapshotBytes">Size of the newest snapshot.</param>
/// <param name="SnapshotAtMs">When it was taken, in unix milliseconds; 0 = never.</param>
/// <param name="NowMs">Unix milliseconds.</param>
/// <param name="IsAsked">Someone asked for one.</param>
public readonly record struct SnapshotNeed(long LogBytes, long SnapshotBytes, long SnapshotAtMs, long NowMs, bool IsAsked);

/// <summary>The snapshot is loaded, if there is one. <paramref name="Offset"/> is the end of the log that it holds.</summary>
public sealed record SnapshotRestored(long Offset, long Bytes, long TakenAtMs, IReadOnlyList<byte[]> Functions);

/// <summary>The data cannot be recovered.</summary>
/// <param name="Reason">For people: names file and offset, where there is damage.</param>
/// <param name="IsDamaged">It never will be without help; false = it may work later.</param>
public sealed record RecoveryFailed(string Reason, bool IsDamaged);

/// <summary>A snapshot of the shard has ended; what the log has before its offset is not needed any more when it succeeded.</summary>
/// <param name="Leftover">Why an older one could not be deleted; null when all were.</param>
public sealed record SnapshotStored(long Offset, long Bytes, string? Failure, string? Leftover = null);

/// <summary>Asks the primary for a snapshot of its own as soon as one may begin (BGREWRITEAOF, after an import).</summary>
public sealed record AskSnapshot(Action<string?> Done);
