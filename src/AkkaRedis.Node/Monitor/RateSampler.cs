namespace AkkaRedis.Node.Monitor;

/// <summary>
/// How fast a count grows, as the mean of the last <see cref="Samples"/> intervals. Pure: whoever holds the clock hands in the
/// count and the time; intervals need not be equal. Written by one thread; the rate may be read from any.
/// </summary>
public sealed class RateSampler
{
    public const int Samples = 16;

    private readonly double[] _ring = new double[Samples];
    private int _next;
    private long _lastCount;
    private long _lastMs = long.MinValue;
    private double _perSecond;

    public double PerSecond => Volatile.Read(ref _perSecond);

    /// <summary>The first sample only says where to begin; a count that went down was reset and begins again.</summary>
    public void Add(long count, long nowMs)
    {
        var elapsedMs = nowMs - _lastMs;
        if (_lastMs != long.MinValue && elapsedMs <= 0)
            return;
        if (_lastMs != long.MinValue)
            Put(Math.Max(0, count - _lastCount) * 1000.0 / elapsedMs);
        _lastCount = count;
        _lastMs = nowMs;
    }

    private void Put(double perSecond)
    {
        _ring[_next] = perSecond;
        _next = (_next + 1) % Samples;
        var sum = 0.0;
        foreach (var sample in _ring)
            sum += sample;
        Volatile.Write(ref _perSecond, sum / Samples);
    }
}
