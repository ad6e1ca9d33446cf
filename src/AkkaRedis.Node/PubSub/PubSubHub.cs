using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.PubSub;

/// <summary>
/// Who on this node is subscribed to what, and the delivery to them.
///
/// One lock holds all: whoever has unsubscribed gets no further message, and all subscribers of a channel get its messages in
/// one order. What happens inside is short, since delivering only queues. While nobody is subscribed a publisher looks at one
/// number and takes no lock.
/// </summary>
public sealed class PubSubHub : IMessageDistribution
{
    private readonly Lock _lock = new();
    private readonly Dictionary<byte[], HashSet<Subscriber>>[] _subscribers = [NewTable(), NewTable(), NewTable()];
    private volatile bool _any;

    public bool HasSubscribers => _any;

    /// <summary>Adds a subscription; nothing happens when it is there already.</summary>
    public void Subscribe(Subscriber subscriber, ChannelKind kind, ReadOnlySpan<byte> name)
    {
        var bytes = name.ToArray();
        lock (_lock)
        {
            if (!subscriber.NamesOf(kind).Add(bytes))
                return;
            var table = TableOf(kind);
            if (!table.TryGetValue(bytes, out var subscribers))
                table[bytes] = subscribers = [];
            subscribers.Add(subscriber);
            _any = true;
        }
    }

    /// <summary>When it returns, no further message of this subscription is going to be delivered.</summary>
    public void Unsubscribe(Subscriber subscriber, ChannelKind kind, ReadOnlySpan<byte> name)
    {
        var bytes = name.ToArray();
        lock (_lock)
            Remove(subscriber, kind, bytes);
    }

    public void UnsubscribeAll(Subscriber subscriber)
    {
        lock (_lock)
        {
            foreach (var kind in Enum.GetValues<ChannelKind>())
            {
                foreach (var name in subscriber.NamesOf(kind).ToArray())
                    Remove(subscriber, kind, name);
            }
        }
    }

    public long Publish(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        if (!_any)
            return 0;
        lock (_lock)
        {
            var receivers = 0L;
            if (TryFind(ChannelKind.Channel, channel, out var subscribers))
                receivers += Deliver(subscribers, "message"u8, default, channel, message);
            foreach (var (pattern, fitting) in TableOf(ChannelKind.Pattern))
            {
                if (GlobPattern.IsMatch(pattern, channel))
                    receivers += Deliver(fitting, "pmessage"u8, pattern, channel, message);
            }

            return receivers;
        }
    }

    public long PublishSharded(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        if (!_any)
            return 0;
        lock (_lock)
        {
            return TryFind(ChannelKind.Shard, channel, out var subscribers)
                ? Deliver(subscribers, "smessage"u8, default, channel, message)
                : 0;
        }
    }

    /// <summary>Names with a subscriber.</summary>
    public int CountOf(ChannelKind kind)
    {
        lock (_lock)
            return TableOf(kind).Count;
    }

    /// <summary>Names with a subscriber that fit a pattern.</summary>
    public IReadOnlyList<byte[]> NamesOf(ChannelKind kind, byte[]? pattern)
    {
        lock (_lock)
            return TableOf(kind).Keys.Where(name => pattern is null || GlobPattern.IsMatch(pattern, name)).ToList();
    }

    public int SubscribersOf(ChannelKind kind, ReadOnlySpan<byte> name)
    {
        lock (_lock)
            return TryFind(kind, name, out var subscribers) ? subscribers.Count : 0;
    }

    private static Dictionary<byte[], HashSet<Subscriber>> NewTable() => new(ByteArrayComparer.Instance);

    private static int Deliver(HashSet<Subscriber> to, ReadOnlySpan<byte> type, byte[]? pattern, ReadOnlySpan<byte> channel,
        ReadOnlySpan<byte> message)
    {
        var push = PushOf(type, pattern, channel, message);
        foreach (var subscriber in to)
            subscriber.Deliver(push);
        return to.Count;
    }

    private static byte[] PushOf(ReadOnlySpan<byte> type, byte[]? pattern, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        var writer = new RespWriter { Protocol = 3 };
        writer.Push(pattern is null ? 3 : 4);
        writer.Bulk(type);
        if (pattern is not null)
            writer.Bulk(pattern);
        writer.Bulk(channel);
        writer.Bulk(message);
        var push = writer.WrittenSpan.ToArray();
        writer.Release();
        return push;
    }

    private Dictionary<byte[], HashSet<Subscriber>> TableOf(ChannelKind kind) => _subscribers[(int)kind];

    private bool TryFind(ChannelKind kind, ReadOnlySpan<byte> name, out HashSet<Subscriber> subscribers) =>
        TableOf(kind).GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out subscribers!);

    private void Remove(Subscriber subscriber, ChannelKind kind, byte[] name)
    {
        if (!subscriber.NamesOf(kind).Remove(name))
            return;
        var table = TableOf(kind);
        var subscribers = table[name];
        subscribers.Remove(subscriber);
        if (subscribers.Count > 0)
            return;
        table.Remove(name);
        _any = _subscribers.Any(t => t.Count > 0);
    }
}
