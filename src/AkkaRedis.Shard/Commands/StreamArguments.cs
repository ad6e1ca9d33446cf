using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Ids in the arguments of stream commands, read as redis-server does: "ms-seq", or "ms" alone, whose seq each command
/// completes for itself; "-" and "+" are the smallest and the greatest, "(" before an end of a range leaves that id out.
/// </summary>
internal static class StreamArguments
{
    private const int MaxIdBytes = 127;

    private static ReadOnlySpan<byte> InvalidId => "ERR Invalid stream ID specified as stream command argument"u8;

    /// <summary>An id proper; false, with the error written, when it is none.</summary>
    public static bool TryId(this ReadContext c, int arg, out StreamId id)
    {
        if (TryParse(c.Args[arg], 0, isStrict: true, out id))
            return true;
        c.Reply.Error(InvalidId);
        return false;
    }

    /// <summary>An id, or "-" or "+"; false, with the error written, when it is none.</summary>
    public static bool TryIdOrEdge(this ReadContext c, int arg, out StreamId id)
    {
        if (TryParse(c.Args[arg], 0, isStrict: false, out id))
            return true;
        c.Reply.Error(InvalidId);
        return false;
    }

    /// <summary>The id from which on, itself included, a range is meant; false, with the error written, when it is none.</summary>
    public static bool TryRangeStart(this ReadContext c, int arg, out StreamId id)
    {
        if (!TryRangeEdge(c, arg, 0, out id, out var isLeftOut))
            return false;
        if (!isLeftOut || id.TryNext(out id))
            return true;
        c.Reply.Error("ERR invalid start ID for the interval"u8);
        return false;
    }

    /// <summary>The id up to which, itself included, a range is meant; false, with the error written, when it is none.</summary>
    public static bool TryRangeEnd(this ReadContext c, int arg, out StreamId id)
    {
        if (!TryRangeEdge(c, arg, ulong.MaxValue, out id, out var isLeftOut))
            return false;
        if (!isLeftOut || id.TryPrevious(out id))
            return true;
        c.Reply.Error("ERR invalid end ID for the interval"u8);
        return false;
    }

    /// <summary>The ids of all arguments from one on; false, with the error written, when one is none.</summary>
    public static bool TryIds(this ReadContext c, int firstArg, out StreamId[] ids)
    {
        ids = new StreamId[c.Args.Count - firstArg];
        for (var i = 0; i < ids.Length; i++)
        {
            if (!c.TryId(firstArg + i, out ids[i]))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Reads an id whose seq, if it is missing, is <paramref name="missingSeq"/>. A strict one is neither "-" nor "+".
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, ulong missingSeq, bool isStrict, out StreamId id)
    {
        id = StreamId.Min;
        text = Terminated(text);
        if (text is [(byte)'-'] or [(byte)'+'])
        {
            id = text[0] == '-' ? StreamId.Min : StreamId.Max;
            return !isStrict;
        }

        var seq = missingSeq;
        var dash = text.IndexOf((byte)'-');
        var isSound = TryNumber(dash < 0 ? text : text[..dash], out var ms);
        if (dash >= 0)
            isSound &= TryNumber(text[(dash + 1)..], out seq);
        id = new StreamId(ms, seq);
        return isSound && text.Length <= MaxIdBytes;
    }

    /// <summary>Writes an id as bulk string.</summary>
    public static void Id(this RespWriter reply, StreamId id)
    {
        Span<byte> text = stackalloc byte[StreamId.MaxTextBytes];
        reply.Bulk(text[..id.WriteTo(text)]);
    }

    /// <summary>False, with WRONGTYPE written, when the key holds another kind; true with null when there is no such key.</summary>
    public static bool TryStream(this ReadContext c, ReadOnlySpan<byte> key, out StreamView? stream)
    {
        var found = c.TryFind(key, ValueKind.Stream, out var entry);
        stream = found && !entry.IsNone ? (StreamView)entry.Collection : null;
        return found;
    }

    /// <summary>The same for writing.</summary>
    public static bool TryStreamToWrite(this WriteContext c, ReadOnlySpan<byte> key, out StreamValue? stream)
    {
        var found = c.TryFind(key, ValueKind.Stream, out var entry);
        stream = found && !entry.IsNone ? (StreamValue)entry.Collection : null;
        return found;
    }

    public static StreamLimits StreamLimits(this ReadContext c) => new(c.Settings.StreamNodeMaxBytes, c.Settings.StreamNodeMaxEntries);

    private static bool TryRangeEdge(ReadContext c, int arg, ulong missingSeq, out StreamId id, out bool isLeftOut)
    {
        var text = c.Args[arg];
        isLeftOut = text.Length > 1 && text[0] == '(';
        if (TryParse(isLeftOut ? text[1..] : text, missingSeq, isStrict: isLeftOut, out id))
            return true;
        c.Reply.Error(InvalidId);
        return false;
    }

    /// <summary>redis-server reads ids as C strings.</summary>
    private static ReadOnlySpan<byte> Terminated(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    /// <summary>A 64-bit number as strtoull takes it, blanks, signs and leading zeros included; a proper negative is refused.</summary>
    private static bool TryNumber(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (Numbers.TryParseLong(text, out var proper))
        {
            value = (ulong)proper;
            return proper >= 0;
        }

        text = text.TrimStart(" \t\n\v\f\r"u8);
        var isNegative = text is [(byte)'-', ..];
        if (text is [(byte)'-' or (byte)'+', ..])
            text = text[1..];
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9' || value > (ulong.MaxValue - (digit - (ulong)'0')) / 10)
                return false;
            value = value * 10 + (digit - (ulong)'0');
        }

        value = isNegative ? unchecked(0 - value) : value;
        return text.Length > 0;
    }
}
