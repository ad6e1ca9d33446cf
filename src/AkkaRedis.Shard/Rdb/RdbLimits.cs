using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>How compact values are that are made of RDB encoding: by the settings, whatever form they are written in.</summary>
public sealed record RdbLimits(NodeLimit List, HashLimits Hash, SetLimits Set, SortedLimits SortedSet)
{
    public static RdbLimits Of(ShardSettings settings) => new(
        new NodeLimit(settings.ListMaxListpackSize),
        new HashLimits(settings.HashMaxListpackEntries, settings.HashMaxListpackValueBytes),
        new SetLimits(settings.SetMaxIntsetEntries),
        new SortedLimits(settings.ZSetMaxListpackEntries, settings.ZSetMaxListpackValueBytes));
}
