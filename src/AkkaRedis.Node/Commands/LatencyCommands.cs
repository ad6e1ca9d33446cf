using System.Text;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>LATENCY: what took long and when, and how long commands take.</summary>
internal static class LatencyCommands
{
    private const CommandFlags Administration = Admin | NoScript | Loading | Stale;

    public static readonly NodeCommand Container = Containers.Container("latency", "server", "2.8.13", "Commands about latency.",
        Row("doctor", 2, Administration, Doctor, "2.8.13", "Says in words what took long."),
        Row("graph", 3, Administration, Graph, "2.8.13", "Draws the samples of an event."),
        Row("help", 2, Loading | Stale, Containers.Help, "2.8.13", "Tells about the subcommands."),
        Row("histogram", -2, Administration, Histogram, "7.0.0", "Tells how long the calls of the given commands took, or of all.",
            "O(N) where N is the number of commands with latency information being retrieved."),
        Row("history", 3, Administration, History, "2.8.13", "Tells the samples of an event."),
        Row("latest", 2, Administration, Latest, "2.8.13", "Tells the newest sample of each event."),
        Row("reset", -2, Administration, Reset, "2.8.13", "Forgets the samples of the given events, or of all."));

    private static NodeCommand Row(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary,
        string complexity = "O(1)") =>
        NodeCommand.Of($"latency|{name}", arity, flags, function, "server", since, summary, complexity: complexity);

    private static void Doctor(ClientContext c) => Text(
        c, LatencyText.Diagnosis(c.Node.CommandTimes.Events.All(), c.Node.Observation.LatencyThresholdMs, c.NowMs / 1000));

    private static void Graph(ClientContext c)
    {
        if (c.Node.CommandTimes.Events.Find(c.Text(2)) is { } found)
            Text(c, LatencyText.Graph(found, c.NowMs / 1000));
        else
            c.Error("ERR No samples available for event '", c.Args[2], "'");
    }

    private static void History(ClientContext c)
    {
        var samples = c.Node.CommandTimes.Events.Find(c.Text(2))?.Samples ?? [];
        c.Reply.Array(samples.Count);
        foreach (var sample in samples)
        {
            c.Reply.Array(2);
            c.Reply.Integer(sample.AtSeconds);
            c.Reply.Integer(sample.LatencyMs);
        }
    }

    private static void Latest(ClientContext c)
    {
        var events = c.Node.CommandTimes.Events.All();
        c.Reply.Array(events.Count);
        foreach (var e in events)
        {
            c.Reply.Array(4);
            c.Reply.Bulk(e.Name);
            c.Reply.Integer(e.Samples[^1].AtSeconds);
            c.Reply.Integer(e.Samples[^1].LatencyMs);
            c.Reply.Integer(e.LongestMs);
        }
    }

    private static void Reset(ClientContext c)
    {
        var names = new List<string>();
        for (var i = 2; i < c.Args.Count; i++)
            names.Add(c.Text(i));
        c.Reply.Integer(c.Node.CommandTimes.Events.Forget(names));
    }

    /// <summary>A container stands for its subcommands; what was not called, or is no command, is left out.</summary>
    private static void Histogram(ClientContext c)
    {
        var told = new List<(CommandRow Row, LatencyCounts Counts)>();
        foreach (var row in WantedRows(c))
        {
            if (LatencyReport.Of(c.Node, row) is { } counts)
                told.Add((row, counts));
        }

        c.Reply.Map(told.Count);
        foreach (var (row, counts) in told)
            WriteHistogram(c, row, counts);
    }

    private static IEnumerable<CommandRow> WantedRows(ClientContext c)
    {
        if (c.Args.Count == 2)
            return c.Node.Commands.All;
        var rows = new List<CommandRow>();
        for (var i = 2; i < c.Args.Count; i++)
        {
            if (CommandNames.FindByFullName(c.Node.Commands, c.Args[i]) is not { } row)
                continue;
            rows.Add(row);
            rows.AddRange(row.Subcommands);
        }

        return rows;
    }

    private static void WriteHistogram(ClientContext c, CommandRow row, LatencyCounts counts)
    {
        var levels = LatencyReport.LevelsOf(counts, c.Node.Time.TimestampFrequency);
        c.Reply.Bulk(row.Name);
        c.Reply.Map(2);
        c.Reply.Bulk("calls"u8);
        c.Reply.Integer(counts.Total);
        c.Reply.Bulk("histogram_usec"u8);
        c.Reply.Map(levels.Count);
        foreach (var (us, calls) in levels)
        {
            c.Reply.Integer(us);
            c.Reply.Integer(calls);
        }
    }

    private static void Text(ClientContext c, string text) => c.Reply.Verbatim("txt"u8, Encoding.UTF8.GetBytes(text));
}
