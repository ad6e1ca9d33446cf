using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Simulation.Shard;

/// <summary>What came of one step of writing a snapshot.</summary>
internal enum SnapshotStep
{
    Unfinished,
    Complete,
    Failed,
}

/// <summary>A snapshot on its way from the shard's walk into its file, as many bytes at a time as the run draws.</summary>
internal sealed class SimulatedSnapshot(SnapshotFolder folder, SnapshotHeader header, int frameBytes) : ISnapshotSink
{
    private readonly List<byte> _waiting = [];
    private SnapshotFileWriter? _writer;
    private bool _isBroken;

    public bool HasRoom { get; set; } = true;

    public SnapshotEnd? End { get; private set; }

    /// <summary>The file, once it is complete.</summary>
    public SnapshotFile? File { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes) => _waiting.AddRange(bytes);

    public void Ended(SnapshotEnd end) => End = end;

    /// <summary>Writes so many bytes of what waits; when all is written and the walk has ended, ends the file.</summary>
    /// <param name="nameOffset">What the file says its offset is; null = the walk's.</param>
    public SnapshotStep Step(int bytes, long? nameOffset = null)
    {
        if (!_isBroken && _writer is null && !SnapshotFileWriter.TryCreate(folder, header, out _writer, out _, frameBytes))
            _isBroken = true;
        bytes = Math.Min(bytes, _waiting.Count);
        if (!_isBroken && _writer!.Append(_waiting.GetRange(0, bytes).ToArray()) is not null)
            Break();
        _waiting.RemoveRange(0, bytes);
        if (End is null || _waiting.Count > 0)
            return SnapshotStep.Unfinished;
        if (_isBroken || End.Failure is not null || End.SkippedKeys > 0)
        {
            Break();
            return SnapshotStep.Failed;
        }

        var fault = _writer!.Complete(nameOffset ?? End.LogOffset, End.Keys, out var file);
        File = file;
        return fault is null ? SnapshotStep.Complete : SnapshotStep.Failed;
    }

    private void Break()
    {
        if (!_isBroken)
            _writer?.Abandon();
        _isBroken = true;
    }
}
