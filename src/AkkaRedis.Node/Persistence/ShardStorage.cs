using Akka.Actor;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Node.Persistence;

/// <summary>What a <see cref="ShardStorage"/> is made of.</summary>
/// <param name="Disk">The node's directory.</param>
internal sealed record ShardStorageParts(
    string JournalPluginId, Durability Settings, SnapshotSchedule Schedule, IJournalDisk Disk, ShardSettings Shards, int Databases,
    TimeProvider Time);

/// <summary>Keeps the shards of this node: logs in the journal that the configuration names, snapshots in files.</summary>
internal sealed class ShardStorage(ShardStorageParts parts) : IShardStorage
{
    public string JournalPluginId => parts.JournalPluginId;

    public bool SyncsEachWrite => parts.Settings.Policy == SyncPolicy.Always;

    public void LoadSnapshot(int shard, IActorRef primary, RecoveryProgress progress, CancellationToken stopping) =>
        Task.Run(() => TellSnapshotAsync(shard, primary, progress, stopping), stopping);

    public bool TryBeginSnapshot(in SnapshotNeed need) => parts.Schedule.TryBegin(need);

    public ISnapshotSink SnapshotSink(int shard, long epoch, IActorRef primary)
    {
        var folder = new SnapshotFolder(parts.Disk, shard);
        var header = new SnapshotHeader(shard, epoch, parts.Time.GetUtcNow().ToUnixTimeMilliseconds());
        var writing = new SnapshotWriting(
            folder, header, () => primary.Tell(ContinueSnapshot.Instance, ActorRefs.NoSender), parts.Shards.SnapshotBufferBytes);
        _ = TellEndAsync(writing.RunAsync(), folder, primary);
        return writing.Sink;
    }

    private async Task TellEndAsync(Task<SnapshotWritten> written, SnapshotFolder folder, IActorRef primary) =>
        primary.Tell(EndOf(folder, await written), ActorRefs.NoSender);

    /// <summary>A snapshot that has ended: older ones are deleted when there is a new one.</summary>
    private SnapshotStored EndOf(SnapshotFolder folder, SnapshotWritten written)
    {
        parts.Schedule.End();
        if (written.File is not { } file)
            return new SnapshotStored(0, 0, written.Failure);
        var fault = folder.DeleteBefore(file.LogOffset);
        return new SnapshotStored(file.LogOffset, file.Bytes, null, fault?.ToString());
    }

    private async Task TellSnapshotAsync(int shard, IActorRef primary, RecoveryProgress progress, CancellationToken stopping)
    {
        var folder = new SnapshotFolder(parts.Disk, shard);
        object message;
        if (folder.Survey(out var survey) is { } fault)
            message = new RecoveryFailed(fault.ToString(), IsDamaged: false);
        else if (survey.Missed is { } missed)
            message = new RecoveryFailed(missed.Problem, IsDamaged: true);
        else if (survey.Newest is not { } newest)
            message = new SnapshotRestored(0, 0, 0, []);
        else
            message = await LoadAsync(folder, newest, primary, progress, stopping);
        primary.Tell(message, ActorRefs.NoSender);
    }

    private async Task<object> LoadAsync(
        SnapshotFolder folder, SnapshotFile file, IActorRef primary, RecoveryProgress progress, CancellationToken stopping)
    {
        progress.TotalBytes = file.Bytes;
        var loading = new SnapshotLoading(folder, file, RdbLimits.Of(parts.Shards), parts.Databases, progress);
        var loaded = await loading.RunAsync(keys => primary.Tell(keys, ActorRefs.NoSender), stopping);
        return loaded.IsWhole
            ? new SnapshotRestored(file.LogOffset, file.Bytes, file.Header.CreatedAtMs, loaded.Functions)
            : new RecoveryFailed(loaded.Problem!, IsDamaged: loaded.Fault is null);
    }
}
