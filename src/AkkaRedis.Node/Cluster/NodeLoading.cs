using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Cluster;

/// <summary>
/// Does the node load its data? It does from when clients may come until every shard serves, or is down for damage, and the file
/// to start from is read; meanwhile it refuses what redis-server refuses then. A shard that recovers later, while the others
/// serve, holds up its own commands alone (<see cref="ShardDirectory.RefusalOf"/>).
///
/// Begun and ended by the start, read by every command: one volatile field.
/// </summary>
public sealed class NodeLoading(ShardDirectory? directory = null)
{
    private volatile bool _isOn;
    private RecoveryProgress? _import;

    public bool IsOn => _isOn;

    /// <summary>The node serves, and a shard recovers.</summary>
    public bool IsInBackground => !_isOn && directory is { IsRecovering: true };

    /// <summary>Unix milliseconds.</summary>
    public long StartedAtMs { get; private set; }

    /// <summary>How far the file to start from was read; null when there is none, or it is not its turn yet.</summary>
    public RecoveryProgress? Import
    {
        get => Volatile.Read(ref _import);
        set => Volatile.Write(ref _import, value);
    }

    /// <summary>Keys of that file that were loaded, and that were passed over as their time had come.</summary>
    public long KeysLoaded { get; private set; }

    public long KeysExpired { get; private set; }

    public void NoteImported(long keysLoaded, long keysExpired) => (KeysLoaded, KeysExpired) = (keysLoaded, keysExpired);

    public void Begin(long nowMs)
    {
        StartedAtMs = nowMs;
        _isOn = true;
    }

    public void End() => _isOn = false;

    /// <summary>How far all of it has come.</summary>
    public LoadingProgress ProgressAt(long nowMs)
    {
        long totalBytes = 0, doneBytes = 0;
        foreach (var progress in (directory?.Recoveries() ?? []).Append(Import))
        {
            totalBytes += progress?.TotalBytes ?? 0;
            doneBytes += progress?.DoneBytes ?? 0;
        }

        return new LoadingProgress(totalBytes, doneBytes, Math.Max(0, nowMs - StartedAtMs));
    }
}

/// <summary>Bytes loaded in a time, and what follows. The total is 0 while it is not known.</summary>
public readonly record struct LoadingProgress(long TotalBytes, long DoneBytes, long ElapsedMs)
{
    private const long MsPerSecond = 1000;

    public double Percent => TotalBytes == 0 ? 0 : Math.Min(100, 100.0 * DoneBytes / TotalBytes);

    /// <summary>As long as it took for a byte so far, times the bytes left; within the first second 1, as redis-server says then.</summary>
    public long SecondsLeft => ElapsedMs < MsPerSecond
        ? 1
        : (long)(ElapsedMs / (double)MsPerSecond * Math.Max(0, TotalBytes - DoneBytes) / (DoneBytes + 1));
}
