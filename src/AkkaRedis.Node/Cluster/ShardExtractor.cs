using System.Globalization;
using Akka.Cluster.Sharding;

namespace AkkaRedis.Node.Cluster;

/// <summary>
/// One entity a shard: both ids are the shard's number. Only the keep-alive goes through the region, and sharding knows its
/// message itself; commands are told to the primary directly, so no other message has a place to go.
/// </summary>
public sealed class ShardExtractor : IMessageExtractor
{
    public static string IdOf(int shard) => string.Intern(shard.ToString(CultureInfo.InvariantCulture));

    /// <summary>The shard's number of an entity id made by <see cref="IdOf"/>.</summary>
    public static int ShardOf(string entityId) => int.Parse(entityId, CultureInfo.InvariantCulture);

    public string? EntityId(object message) => null;

    public object? EntityMessage(object message) => message;

    [Obsolete("Asked for by the interface; sharding calls the overload.")]
    public string? ShardId(object message) => null;

    public string ShardId(string entityId, object? messageHint = null) => entityId;
}
