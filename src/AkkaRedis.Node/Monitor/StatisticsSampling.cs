using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Monitor;

/// <summary>Samples what changes faster than anyone asks: rates, the peak of memory, pauses; ten times a second.</summary>
public static class StatisticsSampling
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until the returned timer is disposed of.</summary>
    public static ITimer Start(NodeServices node)
    {
        MemoryUse.NoteStartup(node);
        return node.Time.CreateTimer(static state => Sample((NodeServices)state!), node, TimeSpan.Zero, Interval);
    }

    /// <summary>A turn that comes while another still runs is left out: samplers have one writer.</summary>
    internal static void Sample(NodeServices node)
    {
        var rates = node.Statistics.Rates;
        if (!System.Threading.Monitor.TryEnter(rates))
            return;
        try
        {
            rates.Sample(node.Statistics, node.NowMs);
            MemoryUse.RaisePeak(node);
            node.Statistics.GcPauses.Sample();
        }
        finally
        {
            System.Threading.Monitor.Exit(rates);
        }
    }
}
