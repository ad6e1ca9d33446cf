using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Strings used as numbers. Integers stay in integer form and are changed in place. A float is computed as Redis does on x86
/// (see <see cref="LongDouble"/>) and logged as the text it became.
/// </summary>
internal static class CounterCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("decr", 2, DenyOom | Fast, KeySpec.One, Decr, "string", "1.0.0", "Takes one from an integer."),
        ShardCommand.Write("decrby", 3, DenyOom | Fast, KeySpec.One, DecrBy, "string", "1.0.0", "Takes a number from an integer."),
        ShardCommand.Write("incr", 2, DenyOom | Fast, KeySpec.One, Incr, "string", "1.0.0", "Adds one to an integer."),
        ShardCommand.Write("incrby", 3, DenyOom | Fast, KeySpec.One, IncrBy, "string", "1.0.0", "Adds a number to an integer."),
        ShardCommand.Write("incrbyfloat", 3, DenyOom | Fast, KeySpec.One, IncrByFloat, "string", "2.6.0",
            "Adds a fractional number to a number."),
    ];

    private static void Decr(WriteContext c) => Add(c, -1);

    private static void DecrBy(WriteContext c)
    {
        if (!c.TryLong(2, out var delta))
            return;
        if (delta == long.MinValue)
            c.Reply.Error("ERR decrement would overflow"u8);
        else
            Add(c, -delta);
    }

    private static void Incr(WriteContext c) => Add(c, 1);

    private static void IncrBy(WriteContext c)
    {
        if (c.TryLong(2, out var delta))
            Add(c, delta);
    }

    private static void IncrByFloat(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TryFind(key, ValueKind.String, out var entry))
            return;
        if (!TryReadFloat(entry, out var value) || !LongDouble.TryParse(c.Args[2], out var delta))
        {
            c.Reply.Error(Errors.NotFloat);
            return;
        }

        var sum = value + delta;
        if (!sum.IsFinite)
        {
            c.Reply.Error("ERR increment would produce NaN or Infinity"u8);
            return;
        }

        var text = Encoding.ASCII.GetBytes(sum.ToString());
        c.Db.SetString(key, text, Expiry.Keep);
        c.Modified(key, KeyEvent.IncrByFloat);
        c.Effect("SET"u8, key, text, "KEEPTTL"u8);
        c.Reply.Bulk(text);
    }

    private static void Add(WriteContext c, long delta)
    {
        var key = c.Args[1];
        if (!c.TryFind(key, ValueKind.String, out var entry))
            return;
        if (!TryReadInteger(entry, out var value))
        {
            c.Reply.Error(Errors.NotInteger);
            return;
        }

        var sum = unchecked(value + delta);
        if (((value ^ sum) & (delta ^ sum)) < 0)
        {
            c.Reply.Error(Errors.IncrOverflow);
            return;
        }

        if (entry.IsNone)
            c.Db.SetInteger(key, sum, Expiry.None);
        else
            c.Db.SetInteger(entry, sum);
        c.Modified(key, KeyEvent.IncrBy);
        c.Reply.Integer(sum);
    }

    private static bool TryReadInteger(Entry entry, out long value)
    {
        value = 0;
        if (entry.IsNone || entry.TryGetInteger(out value))
            return true;
        Span<byte> scratch = stackalloc byte[20];
        return Numbers.TryParseLong(entry.GetString(scratch), out value);
    }

    private static bool TryReadFloat(Entry entry, out LongDouble value)
    {
        value = default;
        if (entry.IsNone)
            return true;
        Span<byte> scratch = stackalloc byte[20];
        return LongDouble.TryParse(entry.GetString(scratch), out value);
    }
}
