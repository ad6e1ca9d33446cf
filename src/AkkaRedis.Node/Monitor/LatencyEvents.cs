namespace AkkaRedis.Node.Monitor;

/// <summary>A moment at which something took long: Unix seconds, and the longest time within that second.</summary>
public readonly record struct LatencySample(long AtSeconds, long LatencyMs);

/// <summary>The samples of one kind of event, oldest first, and the longest time ever seen.</summary>
public sealed record LatencyEvent(string Name, IReadOnlyList<LatencySample> Samples, long LongestMs);

/// <summary>
/// What took long on a node, by kinds of events, for LATENCY. Of each kind the newest 160 seconds in which it happened are kept,
/// as in redis-server. Any thread.
/// </summary>
public sealed class LatencyEvents
{
    private const int MaxSamples = 160;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);

    public void Add(string name, long atSeconds, long latencyMs)
    {
        lock (_lock)
        {
            if (!_series.TryGetValue(name, out var series))
                _series[name] = series = new Series();
            series.Add(new LatencySample(atSeconds, latencyMs));
        }
    }

    /// <summary>Null for a name under which nothing was noted.</summary>
    public LatencyEvent? Find(string name)
    {
        lock (_lock)
            return _series.TryGetValue(name, out var series) ? series.ToEvent(name) : null;
    }

    public IReadOnlyList<LatencyEvent> All()
    {
        lock (_lock)
            return _series.Select(s => s.Value.ToEvent(s.Key)).ToArray();
    }

    /// <summary>Forgets the events of these names, or all when there are none; how many kinds were forgotten.</summary>
    public int Forget(IReadOnlyCollection<string> names)
    {
        lock (_lock)
        {
            if (names.Count > 0)
                return names.Count(_series.Remove);
            var count = _series.Count;
            _series.Clear();
            return count;
        }
    }

    private sealed class Series
    {
        private readonly List<LatencySample> _samples = [];
        private long _longestMs;

        public void Add(LatencySample sample)
        {
            _longestMs = Math.Max(_longestMs, sample.LatencyMs);
            if (_samples.Count > 0 && _samples[^1].AtSeconds == sample.AtSeconds)
            {
                _samples[^1] = sample with { LatencyMs = Math.Max(_samples[^1].LatencyMs, sample.LatencyMs) };
                return;
            }

            if (_samples.Count == MaxSamples)
                _samples.RemoveAt(0);
            _samples.Add(sample);
        }

        public LatencyEvent ToEvent(string name) => new(name, _samples.ToArray(), _longestMs);
    }
}
