using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>String entries as replies.</summary>
internal static class StringReply
{
    /// <summary>The value of a string entry, null for none.</summary>
    public static void BulkOrNull(this RespWriter reply, Entry entry)
    {
        if (entry.IsNone)
        {
            reply.Null();
            return;
        }

        if (entry.TryGetInteger(out var integer))
        {
            reply.BulkInteger(integer);
            return;
        }

        Span<byte> scratch = stackalloc byte[20];
        reply.Bulk(entry.GetString(scratch));
    }
}
