namespace AkkaRedis.Shard.Journal;

/// <summary>
/// How long a write that is synced takes, smoothed. A disk is fast when that is less than waking two threads costs a busy machine;
/// it is slow until it has shown otherwise. Any thread; a note that is lost between two does no harm.
/// </summary>
public sealed class SyncPace
{
    /// <summary>From here on nobody waits for the disk who has something else to do.</summary>
    public const long SlowUs = 2000;

    private const int Weight = 8;

    private long _us = 2 * SlowUs;

    public bool IsFast => Volatile.Read(ref _us) < SlowUs;

    public void Note(TimeSpan took)
    {
        var us = Math.Min((long)took.TotalMicroseconds, Weight * SlowUs);
        var before = Volatile.Read(ref _us);
        Volatile.Write(ref _us, before + (us - before) / Weight);
    }
}
