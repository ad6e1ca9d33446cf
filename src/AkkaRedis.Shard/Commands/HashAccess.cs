using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>How commands get at a hash: reading ones its view, writing ones its value.</summary>
internal static class HashAccess
{
    /// <summary>False, with WRONGTYPE written, when the key holds another kind; true with null when there is no such key.</summary>
    public static bool TryHash(this ReadContext c, ReadOnlySpan<byte> key, out HashView? hash)
    {
        var found = c.TryFind(key, ValueKind.Hash, out var entry);
        hash = found && !entry.IsNone ? (HashView)entry.Collection : null;
        return found;
    }

    /// <summary>The same for writing.</summary>
    public static bool TryHashToWrite(this WriteContext c, ReadOnlySpan<byte> key, out HashValue? hash)
    {
        var found = c.TryFind(key, ValueKind.Hash, out var entry);
        hash = found && !entry.IsNone ? (HashValue)entry.Collection : null;
        return found;
    }

    /// <summary>Sets one field; a hash that is null yet is made and given to the key. True when the field is new.</summary>
    public static bool SetField(this WriteContext c, ReadOnlySpan<byte> key, HashValue? hash, ReadOnlySpan<byte> field,
        ReadOnlySpan<byte> value)
    {
        var target = hash ?? new HashValue();
        var isNew = target.Set(field, value, c.HashLimits());
        if (hash is null)
            c.Db.SetCollection(key, target);
        return isNew;
    }

    public static HashLimits HashLimits(this ReadContext c) =>
        new(c.Settings.HashMaxListpackEntries, c.Settings.HashMaxListpackValueBytes);

    /// <summary>Writes the asked parts of one field, as separate elements.</summary>
    public static void Write(this RespWriter reply, HashView hash, HashPlace place, HashParts parts)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        if ((parts & HashParts.Fields) != 0)
            reply.Bulk(hash.FieldAt(place, scratch));
        if ((parts & HashParts.Values) != 0)
            reply.Bulk(hash.ValueAt(place, scratch));
    }
}

[Flags]
internal enum HashParts
{
    Fields = 1,
    Values = 2,
    Both = Fields | Values,
}
