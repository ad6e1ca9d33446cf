namespace AkkaRedis.Node.Routing;

/// <summary>Where a command runs when it is not one shard.</summary>
internal static class ShardTarget
{
    public const int CrossSlot = -1;
    public const int Dealt = -2;
    public const int All = -3;
    public const int Walk = -4;
}
