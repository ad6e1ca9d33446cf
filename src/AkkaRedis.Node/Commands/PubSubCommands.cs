using System.Text;
using AkkaRedis.Node.PubSub;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>PUBSUB: what the clients of this node are subscribed to.</summary>
internal static class PubSubCommands
{
    private const CommandFlags Asking = CommandFlags.PubSub | Loading | Stale;
    private const string PerName = "O(N) where N is the number of channels";

    public static readonly NodeCommand Container = Containers.Container("pubsub", "pubsub", "2.8.0",
        "Commands about subscriptions.",
        Row("channels", -2, Asking, c => Channels(c, ChannelKind.Channel), "2.8.0", "Lists channels with a subscriber."),
        Row("help", 2, Loading | Stale, Containers.Help, "6.2.0", "Tells about the subcommands."),
        Row("numpat", 2, Asking, NumPat, "2.8.0", "Counts the patterns that are subscribed to."),
        Row("numsub", -2, Asking, c => NumSub(c, ChannelKind.Channel), "2.8.0", "Counts the subscribers of channels."),
        Row("shardchannels", -2, Asking, c => Channels(c, ChannelKind.Shard), "7.0.0", "Lists shard channels with a subscriber."),
        Row("shardnumsub", -2, Asking, c => NumSub(c, ChannelKind.Shard), "7.0.0", "Counts the subscribers of shard channels."));

    private static NodeCommand Row(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary) =>
        NodeCommand.Of($"pubsub|{name}", arity, flags, function, "pubsub", since, summary, complexity: PerName);

    private static void Channels(ClientContext c, ChannelKind kind)
    {
        if (c.Args.Count > 3)
        {
            var typed = Encoding.Latin1.GetString(c.Args[1]);
            c.Reply.Error(Encoding.Latin1.GetBytes($"ERR unknown subcommand or wrong number of arguments for '{typed}'. Try PUBSUB HELP."));
            return;
        }

        var names = c.Node.PubSub.NamesOf(kind, c.Args.Count == 3 ? c.Args[2].ToArray() : null);
        c.Reply.Array(names.Count);
        foreach (var name in names)
            c.Reply.Bulk(name);
    }

    private static void NumPat(ClientContext c) => c.Reply.Integer(c.Node.PubSub.CountOf(ChannelKind.Pattern));

    private static void NumSub(ClientContext c, ChannelKind kind)
    {
        c.Reply.Array(2 * (c.Args.Count - 2));
        for (var i = 2; i < c.Args.Count; i++)
        {
            c.Reply.Bulk(c.Args[i]);
            c.Reply.Integer(c.Node.PubSub.SubscribersOf(kind, c.Args[i]));
        }
    }
}
