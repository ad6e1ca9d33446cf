using System.Buffers;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Akka.Persistence on segment files: the plugin <c>akka.persistence.journal.segments</c>. A stream is a persistence id, a
/// sequence number is that of the event. The actor only carries: files and threads are the <see cref="SegmentStore"/>'s.
///
/// Akka sends replayed events without asking whether the actor keeps up. Here a <see cref="CommandGroup"/> takes credit that the
/// actor gives back by releasing it.
/// </summary>
public sealed partial class SegmentJournal : AsyncWriteJournal
{
    /// <summary>Where the plugin is configured.</summary>
    public const string PluginId = "akka.persistence.journal.segments";

    private readonly SegmentStore _store;
    private readonly EventFrames _frames;
    private readonly TimeSpan _replayTimeout;
    private readonly CancellationTokenSource _stopping = new();

    public SegmentJournal(Config config)
    {
        var log = Context.GetLogger();
        _store = SegmentStores.For(Context.System).Open(SegmentJournalConfig.Read(config, text => log.Warning("{0}", text)));
        _frames = new EventFrames((ExtendedActorSystem)Context.System);
        _replayTimeout = config.GetTimeSpan("replay-timeout", TimeSpan.FromSeconds(30));
    }

    public override async Task<long> ReadHighestSequenceNrAsync(
        string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        (await _store.DescribeAsync(persistenceId).WaitAsync(cancellationToken).ConfigureAwait(false)).LastSequence;

    public override async Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        if (max <= 0)
            return;
        var stopping = _stopping.Token;
        var snapshot = await _store.DescribeAsync(persistenceId).ConfigureAwait(false);
        await Task.Run(() => ReplayAsync(snapshot, fromSequenceNr, toSequenceNr, max, recoveryCallback, stopping), stopping)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// One write of all or nothing. An event that cannot be serialized is rejected, and the others are written. A write that was
    /// given up may still be done; who recovers then asks after it in the same queue, and so hears of it.
    /// </summary>
    protected override async Task<IImmutableList<Exception?>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var frames = new List<PendingFrame>();
        var rejections = ImmutableList.CreateBuilder<Exception?>();
        var persistenceId = "";
        foreach (var message in messages)
        {
            persistenceId = message.PersistenceId;
            rejections.Add(TryEncode(message, frames));
        }

        if (frames.Count > 0)
            await _store.AppendAsync(persistenceId, frames).WaitAsync(cancellationToken).ConfigureAwait(false);
        return rejections.ToImmutable();
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
        _store.PruneAsync(persistenceId, toSequenceNr).WaitAsync(cancellationToken);

    protected override void PostStop()
    {
        _stopping.Cancel();
        base.PostStop();
    }

    private async Task ReplayAsync(
        StreamSnapshot snapshot, long from, long to, long max, Action<IPersistentRepresentation> callback, CancellationToken stopping)
    {
        var credits = new ReplayCredits(_store.Limits.ReplayCreditBytes);
        using var replay = new StreamReplay(_store.Disk, snapshot, from, to, _store.Limits);
        while (max-- > 0 && replay.MoveNext())
        {
            stopping.ThrowIfCancellationRequested();
            var bytes = replay.Payload.Length;
            await credits.TakeAsync(bytes, _replayTimeout).ConfigureAwait(false);
            var payload = ArrayPool<byte>.Shared.Rent(bytes);
            replay.Payload.CopyTo(payload);
            callback(_frames.Decode(snapshot.Stream, replay.Frame, payload, bytes, () =>
            {
                credits.Release(bytes);
                ArrayPool<byte>.Shared.Return(payload);
            }));
        }

        if (replay.Failure is { } failure)
            throw new JournalException(failure);
    }

    /// <summary>Adds the frames of one atomic write, or none of them and the reason why.</summary>
    private Exception? TryEncode(AtomicWrite message, List<PendingFrame> frames)
    {
        var before = frames.Count;
        var events = (IImmutableList<IPersistentRepresentation>)message.Payload;
        try
        {
            for (var i = 0; i < events.Count; i++)
                frames.Add(_frames.Encode(events[i], isContinued: i < events.Count - 1));
            return null;
        }
        catch (Exception e)
        {
            // A serializer may throw anything.
            frames.RemoveRange(before, frames.Count - before);
            return e;
        }
    }
}
