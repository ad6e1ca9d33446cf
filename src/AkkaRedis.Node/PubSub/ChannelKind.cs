namespace AkkaRedis.Node.PubSub;

/// <summary>What a client can subscribe to.</summary>
public enum ChannelKind
{
    Channel,
    Pattern,

    /// <summary>Channels of SSUBSCRIBE and SPUBLISH: names of their own, apart from the other channels.</summary>
    Shard,
}
