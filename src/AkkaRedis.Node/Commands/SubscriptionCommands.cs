using AkkaRedis.Node.Clients;
using AkkaRedis.Node.PubSub;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// Subscribing and publishing. Each name that is subscribed to or left is confirmed by a reply of its own. Messages that were
/// delivered before a subscription was left come before its confirmation, and a publisher's own copy before its reply.
/// </summary>
internal static class SubscriptionCommands
{
    private const CommandFlags Subscribing = CommandFlags.PubSub | NoScript | Loading | Stale;
    private const CommandFlags Publishing = CommandFlags.PubSub | Loading | Stale | Fast | MayReplicate;
    private const string PerName = "O(N) where N is the number of channels or patterns";

    public static readonly CommandRow[] Rows =
    [
        Row("psubscribe", -2, Subscribing, c => Subscribe(c, ChannelKind.Pattern, "psubscribe"u8), "2.0.0",
            "Subscribes to the channels that fit the patterns."),
        Row("publish", 3, Publishing, Publish, "2.0.0", "Sends a message to the subscribers of a channel."),
        Row("punsubscribe", -1, Subscribing, c => Unsubscribe(c, ChannelKind.Pattern, "punsubscribe"u8), "2.0.0",
            "Leaves the given patterns, or all."),
        Row("spublish", 3, Publishing, SPublish, "7.0.0", "Sends a message to the subscribers of a shard channel.", KeySpec.One),
        Row("ssubscribe", -2, Subscribing, c => Subscribe(c, ChannelKind.Shard, "ssubscribe"u8), "7.0.0",
            "Subscribes to shard channels.", KeySpec.All),
        Row("subscribe", -2, Subscribing, c => Subscribe(c, ChannelKind.Channel, "subscribe"u8), "2.0.0", "Subscribes to channels."),
        Row("sunsubscribe", -1, Subscribing, c => Unsubscribe(c, ChannelKind.Shard, "sunsubscribe"u8), "7.0.0",
            "Leaves the given shard channels, or all.", KeySpec.All),
        Row("unsubscribe", -1, Subscribing, c => Unsubscribe(c, ChannelKind.Channel, "unsubscribe"u8), "2.0.0",
            "Leaves the given channels, or all."),
    ];

    private static NodeCommand Row(
        string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary, KeySpec? keys = null) =>
        NodeCommand.Of(name, arity, flags, function, "pubsub", since, summary, complexity: PerName, keys: keys);

    private static void Publish(ClientContext c)
    {
        var receivers = c.Node.Distribution.Publish(c.Args[1], c.Args[2]);
        MoveOwnCopy(c);
        c.Reply.Integer(receivers);
    }

    private static void SPublish(ClientContext c)
    {
        var receivers = c.Node.Distribution.PublishSharded(c.Args[1], c.Args[2]);
        MoveOwnCopy(c);
        c.Reply.Integer(receivers);
    }

    private static void Subscribe(ClientContext c, ChannelKind kind, ReadOnlySpan<byte> verb)
    {
        var subscriber = c.Session.BecomeSubscriber();
        for (var i = 1; i < c.Args.Count; i++)
        {
            c.Node.PubSub.Subscribe(subscriber, kind, c.Args[i]);
            Confirm(c, kind, verb, c.Args[i]);
        }
    }

    private static void Unsubscribe(ClientContext c, ChannelKind kind, ReadOnlySpan<byte> verb)
    {
        if (c.Args.Count == 1)
        {
            LeaveAll(c, kind, verb);
            return;
        }

        for (var i = 1; i < c.Args.Count; i++)
            Leave(c, kind, verb, c.Args[i]);
    }

    private static void LeaveAll(ClientContext c, ChannelKind kind, ReadOnlySpan<byte> verb)
    {
        var names = c.Session.Subscriber?.NamesOf(kind).ToArray() ?? [];
        foreach (var name in names)
            Leave(c, kind, verb, name);
        if (names.Length > 0)
            return;
        c.Reply.Push(3);
        c.Reply.Bulk(verb);
        c.Reply.Null();
        c.Reply.Integer(CountOf(c, kind));
    }

    private static void Leave(ClientContext c, ChannelKind kind, ReadOnlySpan<byte> verb, ReadOnlySpan<byte> name)
    {
        if (c.Session.Subscriber is { } subscriber)
        {
            c.Node.PubSub.Unsubscribe(subscriber, kind, name);
            MoveMessages(c);
        }

        Confirm(c, kind, verb, name);
    }

    private static void Confirm(ClientContext c, ChannelKind kind, ReadOnlySpan<byte> verb, ReadOnlySpan<byte> name)
    {
        c.Reply.Push(3);
        c.Reply.Bulk(verb);
        c.Reply.Bulk(name);
        c.Reply.Integer(CountOf(c, kind));
    }

    /// <summary>Shard channels are counted by themselves, channels and patterns together.</summary>
    private static int CountOf(ClientContext c, ChannelKind kind)
    {
        if (c.Session.Subscriber is not { } subscriber)
            return 0;
        return kind == ChannelKind.Shard ? subscriber.ShardChannelCount : subscriber.ChannelCount + subscriber.PatternCount;
    }

    /// <summary>Not into a reply that CLIENT REPLY drops.</summary>
    private static void MoveOwnCopy(ClientContext c)
    {
        if (c.Session.ReplyMode == ReplyMode.On)
            MoveMessages(c);
    }

    private static void MoveMessages(ClientContext c) => c.Session.Subscriber?.MoveTo(c.Reply, c.Reply.IsResp3);
}
