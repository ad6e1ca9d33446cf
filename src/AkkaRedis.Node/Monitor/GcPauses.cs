namespace AkkaRedis.Node.Monitor;

/// <summary>
/// The garbage collector's pauses as the runtime reports them. It keeps those of the last collection of each kind only, so the
/// longest is found by looking often: one that is followed by another of its kind between two looks is missed.
/// </summary>
public sealed class GcPauses
{
    private static readonly GCKind[] _kinds = [GCKind.Ephemeral, GCKind.Background, GCKind.FullBlocking];

    private readonly long[] _longestTicks = new long[_kinds.Length];

    public static double TotalMs => GC.GetTotalPauseDuration().TotalMilliseconds;

    /// <summary>The longest pause of a collection of generation 0 or 1 that was seen.</summary>
    public double LongestEphemeralMs => LongestMs(0);

    /// <summary>The longest of the pauses in which a collection beside the threads begins and ends.</summary>
    public double LongestBackgroundMs => LongestMs(1);

    /// <summary>The longest pause of a full collection for which all threads stood still.</summary>
    public double LongestFullMs => LongestMs(2);

    /// <summary>Looks at the last collections; called by one thread.</summary>
    public void Sample()
    {
        for (var kind = 0; kind < _kinds.Length; kind++)
        {
            foreach (var pause in GC.GetGCMemoryInfo(_kinds[kind]).PauseDurations)
                Volatile.Write(ref _longestTicks[kind], Math.Max(_longestTicks[kind], pause.Ticks));
        }
    }

    private double LongestMs(int kind) => new TimeSpan(Volatile.Read(ref _longestTicks[kind])).TotalMilliseconds;
}
