namespace AkkaRedis.Benchmarks.Load;

/// <summary>
/// When requests are meant to be sent: groups of so many requests, evenly over time, whatever the server does. A group that
/// could not be sent in time keeps its time, so that waiting to be sent counts as waiting for the reply (no coordinated
/// omission).
/// </summary>
/// <param name="requestsPerSecond">The offered load.</param>
/// <param name="groupSize">Requests sent together.</param>
internal sealed class SendSchedule(double requestsPerSecond, int groupSize, long startNs, long endNs)
{
    private const double NsPerSecond = 1e9;

    private long _groupsSent;

    /// <summary>The time of the group to be sent next; what falls on the end or after is not sent. Counted from the start, so
    /// that rounding does not add up.</summary>
    public long NextNs => startNs + (long)(_groupsSent * groupSize * NsPerSecond / requestsPerSecond);

    public bool IsOver => NextNs >= endNs;

    public bool IsDue(long nowNs) => NextNs <= nowNs && !IsOver;

    public void Sent() => _groupsSent++;
}
