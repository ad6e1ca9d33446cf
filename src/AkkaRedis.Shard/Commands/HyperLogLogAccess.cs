using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>How commands get at a HyperLogLog, which is a string with a header.</summary>
internal static class HyperLogLogAccess
{
    public static ReadOnlySpan<byte> Corrupt => "INVALIDOBJ Corrupted HLL object detected"u8;

    /// <summary>
    /// The entry of a key that must be a HyperLogLog: false, with the error written, when it is something else; true with none
    /// when there is no such key.
    /// </summary>
    public static bool TryFindHyperLogLog(this ReadContext c, ReadOnlySpan<byte> key, out Entry entry)
    {
        if (!c.TryFind(key, ValueKind.String, out entry))
            return false;
        if (entry.IsNone || HyperLogLog.IsValid(entry.HyperLogLogBytes()))
            return true;
        c.Reply.Error("WRONGTYPE Key is not a valid HyperLogLog string value."u8);
        return false;
    }

    /// <summary>The bytes of a string; none when it is held as an integer, which no HyperLogLog is.</summary>
    public static ReadOnlySpan<byte> HyperLogLogBytes(this Entry entry) =>
        entry.TryGetInteger(out _) ? default : entry.GetString([]);
}
