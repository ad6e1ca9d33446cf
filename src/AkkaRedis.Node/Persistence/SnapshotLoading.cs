using System.Collections.Concurrent;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Reads a snapshot file and hands its keys out in chunks. So many are on their way at most while another is being filled, that
/// neither side waits for the other to be woken; their buffers go round.
///
/// That the file is damaged is known at the damaged place, when keys before it were handed out already: whoever gets an outcome
/// without <see cref="SnapshotLoaded.IsWhole"/> throws them away.
/// </summary>
/// <param name="progress">Advanced by the bytes of the file.</param>
/// <param name="nowMs">
/// Keys that have expired at this time are left out; null = none is, as it must be when a log is replayed afterwards: there a
/// key may have been written to, or made to stay, before its time had come.
/// </param>
public sealed class SnapshotLoading(
    SnapshotFolder folder, SnapshotFile snapshot, RdbLimits limits, int databases, RecoveryProgress progress, long? nowMs = null)
{
    private const int ChunksOnTheirWay = 8;

    /// <summary>What a shard stores well within a turn, when values are not huge.</summary>
    private const int MaxChunkKeys = 512;

    private const long MaxChunkBytes = 1 << 18;

    private readonly SemaphoreSlim _credits = new(ChunksOnTheirWay);
    private readonly ConcurrentQueue<RdbKeyList> _free = new();
    private RdbKeyList _chunk = new();
    private long _keys;
    private long _expired;
    private long _progressBytes;

    /// <summary>
    /// Completes when all keys are stored, or the file turns out not to be whole; in cancellation when it was cancelled, as when
    /// the shard that should store them has stopped.
    /// </summary>
    /// <param name="hand">Called from other threads, not two at a time.</param>
    public Task<SnapshotLoaded> RunAsync(Action<LoadKeys> hand, CancellationToken cancellation) =>
        Task.Run(() => LoadAsync(hand, cancellation), cancellation);

    private async Task<SnapshotLoaded> LoadAsync(Action<LoadKeys> hand, CancellationToken cancellation)
    {
        if (!folder.TryOpen(snapshot, out var input, out var fault))
            return Outcome([], fault.ToString(), fault);
        using (input)
        {
            var reader = new RdbFileReader(input, snapshot.Footer.RdbBytes, limits, databases);
            while (Fill(reader))
                await HandAsync(hand, input, cancellation);
            await HandAsync(hand, input, cancellation);
            for (var i = 0; i < ChunksOnTheirWay; i++)
                await _credits.WaitAsync(cancellation);
            return Outcome(reader.Functions, ProblemOf(input, reader), input.Fault);
        }
    }

    /// <summary>Reads until the chunk is full; false at the end.</summary>
    private bool Fill(RdbFileReader reader)
    {
        while (_chunk.Count < MaxChunkKeys && _chunk.Bytes < MaxChunkBytes)
        {
            if (reader.Next() is not { } key)
                return false;
            if (nowMs is { } now && key.HasExpiredAt(now))
                _expired++;
            else
                _chunk.Add(key);
        }

        return true;
    }

    private async Task HandAsync(Action<LoadKeys> hand, SnapshotInput input, CancellationToken cancellation)
    {
        await _credits.WaitAsync(cancellation);
        var chunk = _chunk;
        _keys += chunk.Count;
        _chunk = _free.TryDequeue(out var free) ? free : new RdbKeyList();
        progress.Advance(input.FileOffset - _progressBytes);
        _progressBytes = input.FileOffset;
        hand(new LoadKeys(chunk, () =>
        {
            chunk.Clear();
            _free.Enqueue(chunk);
            _credits.Release();
        }));
    }

    private string? ProblemOf(SnapshotInput input, RdbFileReader reader)
    {
        if ((input.Damage?.ToString() ?? input.Fault?.ToString()) is { } problem)
            return problem;
        if (reader.Fault is { } rdbFault)
            return $"{snapshot.Path} is damaged at byte {input.FileOffset}: {rdbFault}";
        return _keys + _expired == snapshot.Footer.Keys
            ? null
            : $"{snapshot.Path} is damaged at byte 0: it has {_keys + _expired} keys, and says {snapshot.Footer.Keys}";
    }

    private SnapshotLoaded Outcome(IReadOnlyList<byte[]> functions, string? problem, DiskFault? fault) =>
        new(snapshot, functions, _keys, _expired, problem, fault);
}

/// <summary>What came of loading a snapshot.</summary>
/// <param name="Functions">Sources of the libraries of functions.</param>
/// <param name="Keys">Handed out.</param>
/// <param name="Expired">Left out.</param>
/// <param name="Problem">Why it is not whole; names the file, and the place of a damage.</param>
/// <param name="Fault">The same, when the disk failed: the file may still be whole.</param>
public sealed record SnapshotLoaded(
    SnapshotFile Snapshot, IReadOnlyList<byte[]> Functions, long Keys, long Expired, string? Problem, DiskFault? Fault)
{
    public bool IsWhole => Problem is null;
}
