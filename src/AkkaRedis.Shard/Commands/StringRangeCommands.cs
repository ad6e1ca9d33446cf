using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Parts of strings: read, written in place, compared.</summary>
internal static class StringRangeCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("append", 3, DenyOom | Fast, KeySpec.One, Append, "string", "2.0.0", "Adds bytes at the end of a string."),
        ShardCommand.Read("getrange", 4, None, KeySpec.One, GetRange, "string", "2.4.0", "Reads a part of a string."),
        ShardCommand.Read("lcs", -3, None, KeySpec.Two, Lcs, "string", "7.0.0", "Finds what two strings have in common, in order."),
        ShardCommand.Write("setrange", 4, DenyOom, KeySpec.One, SetRange, "string", "2.2.0", "Overwrites a part of a string."),
        ShardCommand.Read("strlen", 2, Fast, KeySpec.One, StrLen, "string", "2.2.0", "Tells the length of a string in bytes."),
        ShardCommand.Read("substr", 4, None, KeySpec.One, GetRange, "string", "1.0.0",
            "Reads a part of a string; GETRANGE by its old name."),
    ];

    private static void Append(WriteContext c)
    {
        var key = c.Args[1];
        var value = c.Args[2];
        if (!c.TryFind(key, ValueKind.String, out var entry))
            return;
        var oldLength = entry.IsNone ? 0 : entry.StringLength;
        if (!FitsLimit(c, oldLength, value.Length))
            return;
        if (entry.IsNone)
            c.Db.SetString(key, value, Expiry.None);
        else
            c.Db.AppendString(key, value);
        c.Modified(key, KeyEvent.Append);
        c.Reply.Integer(oldLength + value.Length);
    }

    private static void GetRange(ReadContext c)
    {
        if (!c.TryLong(2, out var start) || !c.TryLong(3, out var end)
            || !c.TryFind(c.Args[1], ValueKind.String, out var entry))
            return;
        Span<byte> scratch = stackalloc byte[20];
        var value = entry.IsNone ? default : entry.GetString(scratch);
        c.Reply.Bulk(Part(value, start, end));
    }

    private static void Lcs(ReadContext c)
    {
        var a = c.Find(c.Args[1]);
        var b = c.Find(c.Args[2]);
        if (!IsStringOrNone(a) || !IsStringOrNone(b))
        {
            c.Reply.Error("ERR The specified keys must contain string values"u8);
            return;
        }

        if (!LcsOptions.TryParse(c, out var options))
            return;
        if (LcsJob.TableBytes(LengthOf(a), LengthOf(b)) > c.Settings.MaxStringBytes)
        {
            c.Reply.Error("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len"u8);
            return;
        }

        var job = new LcsJob(BytesOf(a), BytesOf(b), options);
        if (!job.Step(c, c.Settings.SliceElements))
            c.Suspend(job);
    }

    private static void SetRange(WriteContext c)
    {
        var key = c.Args[1];
        var value = c.Args[3];
        if (!c.TryLong(2, out var offset))
            return;
        if (offset < 0)
        {
            c.Reply.Error(Errors.OffsetOutOfRange);
            return;
        }

        if (!c.TryFind(key, ValueKind.String, out var entry))
            return;
        if (value.IsEmpty)
        {
            c.Reply.Integer(LengthOf(entry));
            return;
        }

        if (!FitsLimit(c, offset, value.Length))
            return;
        var bytes = c.Db.MutableString(key, (int)offset + value.Length);
        value.CopyTo(bytes[(int)offset..]);
        var length = bytes.Length;
        c.Modified(key, KeyEvent.SetRange);
        c.Reply.Integer(length);
    }

    private static void StrLen(ReadContext c)
    {
        if (c.TryFind(c.Args[1], ValueKind.String, out var entry))
            c.Reply.Integer(LengthOf(entry));
    }

    /// <summary>The bytes from start to end, both included; negative numbers count from the end, -1 is the last byte.</summary>
    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> value, long start, long end)
    {
        if (value.IsEmpty || (start < 0 && end < 0 && start > end))
            return default;
        if (start < 0)
            start = Math.Max(0, start + value.Length);
        if (end < 0)
            end = Math.Max(0, end + value.Length);
        end = Math.Min(end, value.Length - 1);
        return start > end ? default : value[(int)start..(int)(end + 1)];
    }

    /// <summary>May a string of the length of both parts be stored? False, with the error written, when not.</summary>
    private static bool FitsLimit(WriteContext c, long before, int added)
    {
        // A replayed effect was allowed when it happened, whatever the limit is by now; an array has a limit of its own.
        var limit = c.IsReplay ? Array.MaxLength : Math.Min(c.Settings.MaxStringBytes, Array.MaxLength);
        if (before <= limit - added)
            return true;
        c.Reply.Error(Errors.StringTooLong);
        return false;
    }

    private static bool IsStringOrNone(Entry entry) => entry.IsNone || entry.Kind == ValueKind.String;

    private static int LengthOf(Entry entry) => entry.IsNone ? 0 : entry.StringLength;

    private static byte[] BytesOf(Entry entry)
    {
        Span<byte> scratch = stackalloc byte[20];
        return entry.IsNone ? [] : entry.GetString(scratch).ToArray();
    }
}
