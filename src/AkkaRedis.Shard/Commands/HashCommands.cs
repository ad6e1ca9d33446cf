using System.Buffers.Text;
using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Commands on hashes. HINCRBYFLOAT is logged as the text it became, everything else as it came.</summary>
internal static class HashCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("hdel", -3, Fast, KeySpec.One, HDel, "hash", "2.0.0", "Removes fields from a hash."),
        ShardCommand.Read("hexists", 3, Fast, KeySpec.One, HExists, "hash", "2.0.0", "Tells whether a hash has a field."),
        ShardCommand.Read("hget", 3, Fast, KeySpec.One, HGet, "hash", "2.0.0", "Gives the value of a field."),
        ShardCommand.Read("hgetall", 2, None, KeySpec.One, HGetAll, "hash", "2.0.0", "Gives all fields of a hash with their values."),
        ShardCommand.Write("hincrby", 4, DenyOom | Fast, KeySpec.One, HIncrBy, "hash", "2.0.0", "Adds a number to an integer field."),
        ShardCommand.Write("hincrbyfloat", 4, DenyOom | Fast, KeySpec.One, HIncrByFloat, "hash", "2.6.0",
            "Adds a fractional number to a numeric field."),
        ShardCommand.Read("hkeys", 2, None, KeySpec.One, HKeys, "hash", "2.0.0", "Gives the names of all fields."),
        ShardCommand.Read("hlen", 2, Fast, KeySpec.One, HLen, "hash", "2.0.0", "Counts the fields of a hash."),
        ShardCommand.Read("hmget", -3, Fast, KeySpec.One, HMGet, "hash", "2.0.0", "Gives the values of several fields."),
        ShardCommand.Write("hmset", -4, DenyOom | Fast, KeySpec.One, HMSet, "hash", "2.0.0", "Sets several fields."),
        ShardCommand.Read("hrandfield", -2, None, KeySpec.One, HRandField, "hash", "6.2.0", "Picks fields of a hash by chance."),
        ShardCommand.Read("hscan", -3, None, KeySpec.One, HScan, "hash", "2.8.0", "Walks the fields of a hash, some at a time."),
        ShardCommand.Write("hset", -4, DenyOom | Fast, KeySpec.One, HSet, "hash", "2.0.0", "Sets fields and counts the new ones."),
        ShardCommand.Write("hsetnx", 4, DenyOom | Fast, KeySpec.One, HSetNx, "hash", "2.0.0", "Sets a field that does not exist yet."),
        ShardCommand.Read("hstrlen", 3, Fast, KeySpec.One, HStrLen, "hash", "3.2.0", "Gives the length of a field's value."),
        ShardCommand.Read("hvals", 2, None, KeySpec.One, HVals, "hash", "2.0.0", "Gives the values of all fields."),
    ];

    /// <summary>Fields that HRANDFIELD gives at most when it may repeat them: a reply cannot be of any size.</summary>
    internal const int MaxRepeats = 1 << 26;

    private static readonly KeyEvent FieldSet = new('h', "hset");
    private static readonly KeyEvent FieldRemoved = new('h', "hdel");
    private static readonly KeyEvent Incremented = new('h', "hincrby");
    private static readonly KeyEvent IncrementedFloat = new('h', "hincrbyfloat");

    private static void HDel(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TryHashToWrite(key, out var hash))
            return;
        var removed = 0;
        for (var i = 2; hash is { Count: > 0 } && i < c.Args.Count; i++)
            removed += hash.Remove(c.Args[i]) ? 1 : 0;
        c.Reply.Integer(removed);
        if (removed == 0)
            return;
        var isEmpty = hash!.Count == 0;
        if (isEmpty)
            c.Db.Remove(key);
        c.Modified(key, FieldRemoved);
        if (isEmpty)
            c.Notify(key, KeyEvent.Del);
    }

    private static void HExists(ReadContext c)
    {
        if (c.TryHash(c.Args[1], out var hash))
            c.Reply.Integer(hash is not null && hash.Contains(c.Args[2]) ? 1 : 0);
    }

    private static void HGet(ReadContext c)
    {
        if (c.TryHash(c.Args[1], out var hash))
            WriteValue(c, hash, c.Args[2]);
    }

    private static void HGetAll(ReadContext c) => WriteAll(c, HashParts.Both);

    private static void HIncrBy(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TryLong(3, out var delta) || !c.TryHashToWrite(key, out var hash))
            return;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var value = 0L;
        if (hash is not null && hash.TryGet(c.Args[2], scratch, out var old) && !Numbers.TryParseLong(old, out value))
        {
            c.Reply.Error("ERR hash value is not an integer"u8);
            return;
        }

        var sum = unchecked(value + delta);
        if (((value ^ sum) & (delta ^ sum)) < 0)
        {
            c.Reply.Error(Errors.IncrOverflow);
            return;
        }

        Utf8Formatter.TryFormat(sum, scratch, out var digits);
        c.SetField(key, hash, c.Args[2], scratch[..digits]);
        c.Modified(key, Incremented);
        c.Reply.Integer(sum);
    }

    private static void HIncrByFloat(WriteContext c)
    {
        var key = c.Args[1];
        if (!TryFloatDelta(c, out var delta) || !c.TryHashToWrite(key, out var hash))
            return;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        LongDouble value = default;
        if (hash is not null && hash.TryGet(c.Args[2], scratch, out var old) && !LongDouble.TryParse(old, out value))
        {
            c.Reply.Error("ERR hash value is not a float"u8);
            return;
        }

        var sum = value + delta;
        if (!sum.IsFinite)
        {
            c.Reply.Error("ERR increment would produce NaN or Infinity"u8);
            return;
        }

        var text = Encoding.ASCII.GetBytes(sum.ToString());
        c.SetField(key, hash, c.Args[2], text);
        c.Modified(key, IncrementedFloat);
        c.Effect("HSET"u8, key, c.Args[2], text);
        c.Reply.Bulk(text);
    }

    private static void HKeys(ReadContext c) => WriteAll(c, HashParts.Fields);

    private static void HLen(ReadContext c)
    {
        if (c.TryHash(c.Args[1], out var hash))
            c.Reply.Integer(hash?.Count ?? 0);
    }

    private static void HMGet(ReadContext c)
    {
        if (!c.TryHash(c.Args[1], out var hash))
            return;
        c.Reply.Array(c.Args.Count - 2);
        for (var i = 2; i < c.Args.Count; i++)
            WriteValue(c, hash, c.Args[i]);
    }

    private static void HMSet(WriteContext c)
    {
        if (TrySetFields(c, "hmset", out _))
            c.Reply.Ok();
    }

    private static void HRandField(ReadContext c)
    {
        if (c.Args.Count > 2)
        {
            RandomFields(c);
            return;
        }

        if (!c.TryHash(c.Args[1], out var hash))
            return;
        if (hash is null)
            c.Reply.Null();
        else
            c.Reply.Write(hash, hash.RandomPlace(c.Random), HashParts.Fields);
    }

    private static void HScan(ReadContext c)
    {
        if (!ScanOptions.TryParseCursor(c.Args[2], out var cursor))
        {
            c.Reply.Error(Errors.InvalidCursor);
            return;
        }

        if (!c.TryHash(c.Args[1], out var hash))
            return;
        if (hash is null)
        {
            c.Reply.Raw("*2\r\n$1\r\n0\r\n*0\r\n"u8);
            return;
        }

        if (ScanOptions.TryParse(c, 3, takesType: false, out var options))
            WriteScan(c, hash, cursor, options);
    }

    private static void HSet(WriteContext c)
    {
        if (TrySetFields(c, "hset", out var added))
            c.Reply.Integer(added);
    }

    private static void HSetNx(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TryHashToWrite(key, out var hash))
            return;
        if (hash is not null && hash.Contains(c.Args[2]))
        {
            c.Reply.Integer(0);
            return;
        }

        c.SetField(key, hash, c.Args[2], c.Args[3]);
        c.Modified(key, FieldSet);
        c.Reply.Integer(1);
    }

    private static void HStrLen(ReadContext c)
    {
        if (!c.TryHash(c.Args[1], out var hash))
            return;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        c.Reply.Integer(hash is not null && hash.TryGet(c.Args[2], scratch, out var value) ? value.Length : 0);
    }

    private static void HVals(ReadContext c) => WriteAll(c, HashParts.Values);

    private static void WriteValue(ReadContext c, HashView? hash, ReadOnlySpan<byte> field)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        if (hash is not null && hash.TryGet(field, scratch, out var value))
            c.Reply.Bulk(value);
        else
            c.Reply.Null();
    }

    private static void WriteAll(ReadContext c, HashParts parts)
    {
        if (!c.TryHash(c.Args[1], out var hash))
            return;
        var count = hash?.Count ?? 0;
        if (parts == HashParts.Both)
            c.Reply.Map(count);
        else
            c.Reply.Array(count);
        if (count > c.Settings.SliceElements)
            HashFieldsJob.Run(c, hash!, new Sample<HashPlace>.Everything(hash!), count, parts);
        else if (hash is not null)
            for (HashPlace place = default; hash.MoveNext(ref place);)
                c.Reply.Write(hash, place, parts);
    }

    private static bool TrySetFields(WriteContext c, string command, out int added)
    {
        added = 0;
        if (c.Args.Count % 2 != 0)
        {
            c.Reply.Error(Errors.WrongArgCount(command));
            return false;
        }

        var key = c.Args[1];
        if (!c.TryHashToWrite(key, out var hash))
            return false;
        var limits = c.HashLimits();
        var target = hash ?? NewHash(c, limits);
        for (var i = 2; i < c.Args.Count; i += 2)
            added += target.Set(c.Args[i], c.Args[i + 1], limits) ? 1 : 0;
        if (hash is null)
            c.Db.SetCollection(key, target);
        c.Modified(key, FieldSet);
        return true;
    }

    /// <summary>A new hash of few fields gets exactly the room it needs.</summary>
    private static HashValue NewHash(WriteContext c, HashLimits limits)
    {
        if (c.Args.Count / 2 - 1 > limits.MaxFields)
            return new HashValue();
        var bytes = 0;
        for (var i = 2; i < c.Args.Count; i++)
        {
            if (c.Args[i].Length > limits.MaxTextBytes)
                return new HashValue();
            bytes += HashValue.PackedBytes(c.Args[i]);
        }

        return new HashValue(bytes);
    }

    private static bool TryFloatDelta(ReadContext c, out LongDouble delta)
    {
        if (!LongDouble.TryParse(c.Args[3], out delta))
        {
            c.Reply.Error(Errors.NotFloat);
            return false;
        }

        if (!delta.IsFinite)
            c.Reply.Error("ERR value is NaN or Infinity"u8);
        return delta.IsFinite;
    }

    private static void RandomFields(ReadContext c)
    {
        if (!TryRandomCount(c, "WITHVALUES"u8, out var count, out var withValues) || !c.TryHash(c.Args[1], out var hash))
            return;
        var fields = hash is null ? 0 : count < 0 ? (int)-count : (int)Math.Min(count, hash.Count);
        var isNested = withValues && c.Reply.IsResp3;
        c.Reply.Array(withValues && !isNested ? fields * 2 : fields);
        if (fields > 0)
            HashFieldsJob.Run(
                c, hash!, Sample<HashPlace>.Of(hash!, count), fields, withValues ? HashParts.Both : HashParts.Fields, isNested);
    }

    /// <summary>The count, below zero for repeats, which are limited by what a reply can hold.</summary>
    internal static bool TryRandomCount(ReadContext c, ReadOnlySpan<byte> withWord, out long count, out bool withValues)
    {
        withValues = c.Args.Count > 3;
        if (!c.TryLong(2, out count))
            return false;
        if (count == long.MinValue)
        {
            c.Reply.Error("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807"u8);
            return false;
        }

        if (c.Args.Count > 4 || (withValues && !c.Is(3, withWord)))
        {
            c.Reply.Error(Errors.Syntax);
            return false;
        }

        var isInRange = count >= -MaxRepeats && (!withValues || count <= long.MaxValue / 2);
        if (!isInRange)
            c.Reply.Error("ERR value is out of range"u8);
        return isInRange;
    }

    /// <summary>Whole buckets until they hold the asked count, which is cut to what one turn may do.</summary>
    private static void WriteScan(ReadContext c, HashView hash, ulong cursor, in ScanOptions options)
    {
        var end = cursor;
        var wanted = Math.Min(options.Count, c.Settings.SliceElements);
        for (var seen = 0; seen < wanted;)
        {
            seen += Math.Max(1, hash.CountIn(hash.ScanBucket(ref end)));
            if (end == 0)
                break;
        }

        c.Reply.Array(2);
        c.Reply.BulkInteger((long)end);
        var mark = c.Reply.OpenAggregate();
        var fields = 0;
        do
        {
            fields += WriteMatching(c, hash, hash.ScanBucket(ref cursor), options);
        }
        while (cursor != end);
        c.Reply.CloseAggregate(mark, '*', fields * 2);
    }

    private static int WriteMatching(ReadContext c, HashView hash, int bucket, in ScanOptions options)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var fields = 0;
        for (HashPlace place = default; hash.MoveNextIn(bucket, ref place);)
        {
            if (!options.MatchesName(hash.FieldAt(place, scratch)))
                continue;
            c.Reply.Write(hash, place, HashParts.Both);
            fields++;
        }

        return fields;
    }
}
