using System.Text;
using System.Text.Unicode;
using AkkaRedis.Node.LiveConfig;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>CONFIG: options read and set while the node runs.</summary>
internal static class ConfigCommands
{
    private const CommandFlags Administration = Admin | NoScript | Loading | Stale;
    private const string PerOption = "O(N) when N is the number of configuration parameters provided";

    public static readonly NodeCommand Container = Containers.Container("config", "server", "2.0.0", "Commands about the server's options.",
        Row("get", -3, Administration, Get, "2.0.0", "Tells the values of the options of given names or patterns.", PerOption),
        Row("help", 2, Loading | Stale, Containers.Help, "5.0.0", "Tells about the subcommands."),
        Row("resetstat", 2, Administration, ResetStat, "2.0.0", "Starts the counts of INFO anew."),
        Row("rewrite", 2, Administration, Rewrite, "2.8.0", "Refused: no configuration file is written."),
        Row("set", -4, Administration, Set, "2.0.0", "Sets options, all of the given ones or none.", PerOption));

    private static NodeCommand Row(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary,
        string complexity = "O(1)") =>
        NodeCommand.Of($"config|{name}", arity, flags, function, "server", since, summary, complexity: complexity);

    /// <summary>A name is answered as it was written, a pattern with the options' own names; each option name once.</summary>
    private static void Get(ClientContext c)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 2; i < c.Args.Count; i++)
            AddMatches(c.Args[i], found);

        c.Reply.Map(found.Count);
        foreach (var name in found)
        {
            ConfigTable.TryFind(name, out var option);
            c.Reply.Bulk(name);
            c.Reply.Bulk(option!.Get(c.Node));
        }
    }

    private static void AddMatches(ReadOnlySpan<byte> wanted, HashSet<string> found)
    {
        if (wanted.IndexOfAny("*?["u8) < 0)
        {
            var name = Encoding.UTF8.GetString(wanted);
            if (ConfigTable.TryFind(name, out _))
                found.Add(name);
            return;
        }

        foreach (var name in ConfigTable.Names)
        {
            if (GlobPattern.IsMatch(wanted, Encoding.ASCII.GetBytes(name), ignoreCase: true))
                found.Add(name);
        }
    }

    private static void ResetStat(ClientContext c)
    {
        c.Node.Statistics.Reset(c.Node.Shards(), c.Node.Commands.All.Count);
        c.Node.CommandStatistics.Reset();
        c.Node.Saves?.ResetCount();
        c.Reply.Ok();
    }

    private static void Rewrite(ClientContext c) => c.Reply.Error("ERR The server is running without a config file"u8);

    private static void Set(ClientContext c)
    {
        if (c.Args.Count % 2 != 0)
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }

        var pairs = new List<(string Name, string Value)>();
        for (var i = 2; i < c.Args.Count; i += 2)
        {
            if (!Utf8.IsValid(c.Args[i + 1]))
            {
                WriteRefusal(c, c.Args[i], "argument must be valid UTF-8");
                return;
            }

            pairs.Add((c.Text(i), c.Text(i + 1)));
        }

        if (ConfigUpdate.TryApply(c.Node, pairs) is { } refusal)
            WriteRefusal(c, c.Args[2 + (2 * refusal.Pair)], refusal.Reason);
        else
            c.Reply.Ok();
    }

    private static void WriteRefusal(ClientContext c, ReadOnlySpan<byte> name, string? reason)
    {
        if (reason is null)
            c.Error("ERR Unknown option or number of arguments for CONFIG SET - '", name, "'");
        else
            c.Error("ERR CONFIG SET failed (possibly related to argument '", name, $"') - {reason}");
    }
}
