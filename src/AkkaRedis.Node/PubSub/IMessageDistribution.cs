namespace AkkaRedis.Node.PubSub;

/// <summary>
/// The way of a message to its subscribers, wherever they are connected. Any thread; returns at once, however slowly a
/// subscriber reads.
/// </summary>
public interface IMessageDistribution
{
    /// <summary>False when a message to any channel or pattern would certainly reach nobody.</summary>
    bool HasSubscribers { get; }

    /// <summary>Sends to the subscribers of a channel and of the patterns that fit it; how many they are.</summary>
    long Publish(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message);

    /// <summary>Sends to the subscribers of a shard channel; how many they are.</summary>
    long PublishSharded(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message);
}
