using System.Globalization;
using System.Text;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.PubSub;

/// <summary>
/// Publishes what happens to keys as Redis does: to <c>__keyspace@db__:key</c> the name of the event, to
/// <c>__keyevent@db__:event</c> the key.
/// </summary>
public sealed class KeyEventPublisher(IMessageDistribution distribution) : IKeyEventSink
{
    public void KeyEvent(int db, ReadOnlySpan<byte> key, string name, bool toKeyspace, bool toKeyEvent)
    {
        if (!distribution.HasSubscribers)
            return;
        var dbText = db.ToString(CultureInfo.InvariantCulture);
        if (toKeyspace)
            distribution.Publish([.. Encoding.ASCII.GetBytes($"__keyspace@{dbText}__:"), .. key], Encoding.ASCII.GetBytes(name));
        if (toKeyEvent)
            distribution.Publish(Encoding.ASCII.GetBytes($"__keyevent@{dbText}__:{name}"), key);
    }
}
