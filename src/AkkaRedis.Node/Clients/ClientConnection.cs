using System.Collections.Concurrent;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// The side of a connection that other threads touch: shards give batches back here, other connections kill it, the sweeper
/// wakes it. Each only leaves a note and wakes the connection's stage, once for any number of notes.
/// </summary>
internal sealed class ClientConnection : IClientHandle, IReplySink
{
    private readonly ConcurrentQueue<ShardBatch> _returned = new();
    private readonly ConcurrentQueue<UnblockNote> _unblocks = new();
    private Action? _wake;
    private int _isAwake;
    private IShardGateway? _lateReturns;
    private int _stoppedStages;

    public ClientConnection(Session session)
    {
        Session = session;
        session.Wake = Wake;
    }

    public Session Session { get; }

    /// <summary>The connection is to be closed at once.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>Set by the stage while batches wait for a primary: the sweeper wakes it now and then.</summary>
    public bool WantsSweep { get; set; }

    /// <summary>The connection is to be closed once what it has received is answered.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>
    /// A batch that the socket's stage pushed and the session's has not taken: streams drop what is between two stages when
    /// either ends. Both stages run in one actor.
    /// </summary>
    public CommandBatch? InTransit { get; set; }

    /// <summary>The one chunk that goes back and forth between the stages.</summary>
    public ReplyChunk Chunk { get; } = new();

    /// <summary>Each stage calls it as its last act; after the second nothing can be taken any more.</summary>
    public void StageStopped()
    {
        if (++_stoppedStages < 2)
            return;
        InTransit?.Release();
        InTransit = null;
        if (!Chunk.IsTaken)
            Chunk.Release();
    }

    /// <summary>Notes left before now wake it at once.</summary>
    public void Attach(Action wake)
    {
        _wake = wake;
        if (Interlocked.Exchange(ref _isAwake, 0) == 1)
            Wake();
    }

    public void Kill()
    {
        IsKilled = true;
        Session.IsEnding = true;
        Wake();
    }

    public void Drain()
    {
        IsDraining = true;
        Wake();
    }

    public bool TryUnblock(bool withError)
    {
        if (Session.TakeWait() is not { } wait)
            return false;
        _unblocks.Enqueue(new UnblockNote(wait, withError));
        Wake();
        return true;
    }

    public void Waiting(ShardBatch batch)
    {
        Session.BeginWait(new ClientWait(batch.Shard, batch.Sequence));

        // The client may have hung up, or the node begun to stop, before it was known that the command waits.
        Wake();
    }

    /// <summary>What it changes is told to the client itself too, which must not get that before its reply.</summary>
    public void Serving(ShardBatch batch) => EndWait(batch);

    public void Completed(ShardBatch batch)
    {
        EndWait(batch);

        // Wake is a full fence between the note and the look at whether anyone is left to read it; Stop has one too.
        _returned.Enqueue(batch);
        Wake();
        if (Volatile.Read(ref _lateReturns) is { } gateway)
            ReleaseReturned(gateway);
    }

    public void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
            _wake?.Invoke();
    }

    /// <summary>Called by the stage first thing when woken: notes left from now on wake it again.</summary>
    public void BeginTurn() => Interlocked.Exchange(ref _isAwake, 0);

    public bool TryTakeUnblock(out UnblockNote note) => _unblocks.TryDequeue(out note);

    public bool TryTakeReturned(out ShardBatch batch) => _returned.TryDequeue(out batch!);

    /// <summary>The stage is gone: what comes back is only released.</summary>
    public void Stop(IShardGateway gateway)
    {
        Interlocked.Exchange(ref _lateReturns, gateway);
        ReleaseReturned(gateway);
    }

    /// <summary>CLIENT UNBLOCK was called for this wait.</summary>
    public readonly record struct UnblockNote(ClientWait Wait, bool WithError);

    private void EndWait(ShardBatch batch)
    {
        if (Session.Wait is { } wait && wait.Sequence == batch.Sequence)
            Session.TakeWait();
    }

    private void ReleaseReturned(IShardGateway gateway)
    {
        while (_returned.TryDequeue(out var batch))
            ClientCore.ReturnedLate(batch, gateway);
    }
}
