using System.Text;

namespace AkkaRedis.Node.Monitor;

/// <summary>Latency events for people: a graph of one, a diagnosis of all.</summary>
internal static class LatencyText
{
    private const int GraphColumns = 80;
    private const int GraphRows = 4;

    /// <summary>A bar for each sample, oldest first, the highest as high as there are rows; below each its age.</summary>
    public static string Graph(LatencyEvent e, long nowSeconds)
    {
        var samples = e.Samples.TakeLast(GraphColumns).ToArray();
        var high = samples.Max(s => s.LatencyMs);
        var low = samples.Min(s => s.LatencyMs);
        var text = new StringBuilder()
            .Append($"{e.Name} - high {high} ms, low {low} ms (all time high {e.LongestMs} ms)\n")
            .Append('-', GraphColumns).Append('\n');
        for (var row = GraphRows; row > 0; row--)
            AppendLine(text, samples, s => HeightOf(s.LatencyMs, low, high) >= row ? '#' : ' ');
        AppendLine(text, samples, static _ => '|');
        var ages = samples.Select(s => AgeOf(nowSeconds - s.AtSeconds)).ToArray();
        for (var line = 0; line < ages.Max(a => a.Length); line++)
            AppendLine(text, ages, a => line < a.Length ? a[line] : ' ');
        return text.ToString();
    }

    public static string Diagnosis(IReadOnlyList<LatencyEvent> events, long thresholdMs, long nowSeconds)
    {
        if (thresholdMs == 0 && events.Count == 0)
            return "Latency monitoring is off. Give the number of milliseconds from which on something is too long: " +
                "CONFIG SET latency-monitor-threshold <milliseconds>.\n";
        if (events.Count == 0)
            return $"Nothing took {thresholdMs} ms or more since the server started, or since LATENCY RESET.\n";
        var text = new StringBuilder("What took too long:\n\n");
        foreach (var e in events)
            Append(text, e, nowSeconds);
        text.Append("\nSLOWLOG GET shows the commands that were slow. Commands over many elements are cut into slices, so that\n")
            .Append("others are served between them. A machine that swaps or has too few processors, and the collection of\n")
            .Append("garbage (gc_pause in INFO akkaredis), slow down whatever runs at the moment.\n");
        return text.ToString();
    }

    private static void Append(StringBuilder to, LatencyEvent e, long nowSeconds)
    {
        var mean = e.Samples.Average(s => s.LatencyMs);
        to.Append(FormattableString.Invariant($"- {e.Name}: {e.Samples.Count} times, {mean:F0} ms on average, {e.LongestMs} ms at worst,"))
            .Append($" the last {AgeOf(nowSeconds - e.Samples[^1].AtSeconds)} ago.\n");
    }

    private static void AppendLine<T>(StringBuilder to, T[] columns, Func<T, char> cell)
    {
        foreach (var column in columns)
            to.Append(cell(column));
        to.Append('\n');
    }

    private static long HeightOf(long value, long low, long high) =>
        high == low ? GraphRows : 1 + ((value - low) * (GraphRows - 1) / (high - low));

    private static string AgeOf(long seconds) => seconds switch
    {
        < 60 => $"{Math.Max(0, seconds)}s",
        < 60 * 60 => $"{seconds / 60}m",
        < 60 * 60 * 24 => $"{seconds / (60 * 60)}h",
        _ => $"{seconds / (60 * 60 * 24)}d",
    };
}
