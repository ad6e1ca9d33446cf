using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>The types of values as TYPE answers and SCAN ... TYPE asks for them.</summary>
internal static class KindNames
{
    public static ReadOnlySpan<byte> Of(ValueKind kind) => kind switch
    {
        ValueKind.None => "none"u8,
        ValueKind.String => "string"u8,
        ValueKind.List => "list"u8,
        ValueKind.Set => "set"u8,
        ValueKind.ZSet => "zset"u8,
        ValueKind.Hash => "hash"u8,
        ValueKind.Stream => "stream"u8,
        _ => "unknown"u8,
    };
}
