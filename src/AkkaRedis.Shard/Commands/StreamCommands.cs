using System.Buffers.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The entries of streams: adding, deleting, trimming. What is logged names every id and how far was trimmed, exactly: neither
/// the clock nor the size of chunks is asked again.
/// </summary>
internal static class StreamCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("xadd", -5, DenyOom | Fast, KeySpec.One, XAdd, "stream", "5.0.0",
            "Adds an entry to a stream, and trims it if asked to."),
        ShardCommand.Write("xdel", -3, Fast, KeySpec.One, XDel, "stream", "5.0.0", "Deletes entries of a stream."),
        ShardCommand.Read("xlen", 2, Fast, KeySpec.One, XLen, "stream", "5.0.0", "Tells the number of entries of a stream."),
        ShardCommand.Write("xsetid", -3, DenyOom | Fast, KeySpec.One, XSetId, "stream", "5.0.0",
            "Sets the last id of a stream, and its counters."),
        ShardCommand.Write("xtrim", -4, None, KeySpec.One, XTrim, "stream", "5.0.0", "Removes entries from the start of a stream."),
    ];

    private const long MaxEntryBytes = 1 << 30;

    private static readonly KeyEvent Added = new('t', "xadd");
    private static readonly KeyEvent Deleted = new('t', "xdel");
    private static readonly KeyEvent Trimmed = new('t', "xtrim");
    private static readonly KeyEvent IdSet = new('t', "xsetid");

    /// <summary>Also what redis-server says when a millisecond has no further ids.</summary>
    private static ReadOnlySpan<byte> TooLarge => "ERR Elements are too large to be stored"u8;

    private static void XAdd(WriteContext c) => XAdd(c, default);

    /// <summary>Adds an entry; <paramref name="found"/> is what there is to trim, if that was found out before.</summary>
    private static void XAdd(WriteContext c, StreamTrimming found)
    {
        if (!StreamTrimOptions.TryParse(c, isAdd: true, out var options))
            return;
        var idArg = options.NextArg;
        AddedId wanted = default;
        if (idArg < c.Args.Count && !AddedId.TryParse(c, idArg, out wanted) || !options.TryComplete(c, isAdd: true))
            return;
        if (c.Args.Count - idArg - 1 < 2 || (c.Args.Count - idArg - 1) % 2 == 1)
        {
            c.Reply.Error(Errors.WrongArgCount("xadd"));
            return;
        }

        if (wanted.IsZero)
        {
            c.Reply.Error("ERR The ID specified in XADD must be greater than 0-0"u8);
            return;
        }

        var key = c.Args[1];
        if (!c.TryStreamToWrite(key, out var stream))
            return;
        if (stream is null && options.NoMakeStream)
            c.Reply.Null();
        else if (TryNextId(c, stream, wanted, idArg, out var id))
            AddOrSuspend(c, stream, id, options, found);
    }

    private static void AddOrSuspend(
        WriteContext c, StreamValue? stream, StreamId id, in StreamTrimOptions options, in StreamTrimming found)
    {
        if (!options.Trims)
        {
            Add(c, stream ?? NewStream(c), id, options.NextArg);
            return;
        }

        stream ??= NewStream(c);
        var trimming = found.IsOf(stream) ? found : new StreamTrimming(stream, options.Trim, added: 1);
        if (trimming.Step(c.Settings.SliceElements))
            AddAndTrim(c, stream, id, options.NextArg, trimming);
        else
            c.Suspend(new StreamTrimJob(trimming, c.Args[1].ToArray(), XAdd));
    }

    private static bool TryNextId(WriteContext c, StreamValue? stream, AddedId wanted, int idArg, out StreamId id)
    {
        var last = stream?.LastId ?? StreamId.Min;
        id = default;
        if (last == StreamId.Max)
            c.Reply.Error("ERR The stream has exhausted the last possible ID, unable to add more items"u8);
        else if (wanted.HasNoSeqLeft(last))
            c.Reply.Error(TooLarge);
        else if (!wanted.TryResolve(last, (ulong)c.NowMs, out id))
            c.Reply.Error("ERR The ID specified in XADD is equal or smaller than the target stream top item"u8);
        else if (TextBytes(c.Args.From(idArg + 1)) > MaxEntryBytes)
            c.Reply.Error(TooLarge);
        else
            return true;
        return false;
    }

    private static StreamValue NewStream(WriteContext c)
    {
        var stream = new StreamValue();
        c.Db.SetCollection(c.Args[1], stream);
        return stream;
    }

    private static void Add(WriteContext c, StreamValue stream, StreamId id, int idArg)
    {
        stream.Add(id, c.Args, idArg + 1, c.StreamLimits());
        c.Reply.Id(id);
        c.Modified(c.Args[1], Added);
        LogAdded(c, id, idArg);
    }

    private static void AddAndTrim(WriteContext c, StreamValue stream, StreamId id, int idArg, in StreamTrimming trimming)
    {
        Add(c, stream, id, idArg);
        if (stream.Trim(trimming) == 0)
            return;
        c.Notify(c.Args[1], Trimmed);
        LogTrimmed(c, c.Args[1], stream.Count);
    }

    private static void LogAdded(WriteContext c, StreamId id, int idArg)
    {
        Span<byte> text = stackalloc byte[StreamId.MaxTextBytes];
        c.Effect("XADD"u8, c.Args[1], text[..id.WriteTo(text)], c.Args.From(idArg + 1));
    }

    private static void LogTrimmed(WriteContext c, ReadOnlySpan<byte> key, int length)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(length, digits, out var count);
        c.Effect("XTRIM"u8, key, "MAXLEN"u8, "="u8, digits[..count]);
    }

    private static void XDel(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TryStreamToWrite(key, out var stream))
            return;
        if (stream is null)
        {
            c.Reply.Integer(0);
            return;
        }

        if (!c.TryIds(2, out var ids))
            return;
        var deleted = 0;
        foreach (var id in ids)
            deleted += stream.Delete(id) ? 1 : 0;
        if (deleted > 0)
            c.Modified(key, Deleted);
        c.Reply.Integer(deleted);
    }

    private static void XLen(ReadContext c)
    {
        if (c.TryStream(c.Args[1], out var stream))
            c.Reply.Integer(stream?.Count ?? 0);
    }

    private static void XTrim(WriteContext c) => XTrim(c, default);

    private static void XTrim(WriteContext c, StreamTrimming found)
    {
        if (!StreamTrimOptions.TryParse(c, isAdd: false, out var options) || !options.TryComplete(c, isAdd: false))
            return;
        if (!c.TryStreamToWrite(c.Args[1], out var stream))
            return;
        if (stream is null)
        {
            c.Reply.Integer(0);
            return;
        }

        var trimming = found.IsOf(stream) ? found : new StreamTrimming(stream, options.Trim);
        if (trimming.Step(c.Settings.SliceElements))
            Trim(c, stream, trimming);
        else
            c.Suspend(new StreamTrimJob(trimming, c.Args[1].ToArray(), XTrim));
    }

    private static void Trim(WriteContext c, StreamValue stream, in StreamTrimming trimming)
    {
        var trimmed = stream.Trim(trimming);
        if (trimmed > 0)
        {
            c.Modified(c.Args[1], Trimmed);
            LogTrimmed(c, c.Args[1], stream.Count);
        }

        c.Reply.Integer(trimmed);
    }

    private static void XSetId(WriteContext c)
    {
        if (!c.TryId(2, out var id) || !TryParseSetId(c, id, out var entriesAdded, out var maxDeletedId))
            return;
        var key = c.Args[1];
        if (!c.TryStreamToWrite(key, out var stream))
            return;
        if (stream is null)
            c.Reply.Error(Errors.NoSuchKey);
        else if (stream.Count > 0 && id < stream.LastLiveId)
            c.Reply.Error("ERR The ID specified in XSETID is smaller than the target stream top item"u8);
        else if (stream.Count > entriesAdded)
            c.Reply.Error("ERR The entries_added specified in XSETID is smaller than the target stream length"u8);
        else
        {
            stream.SetLast(id, entriesAdded, maxDeletedId);
            c.Announce(key, IdSet);
            c.Reply.Ok();
        }
    }

    private static bool TryParseSetId(WriteContext c, StreamId id, out long? entriesAdded, out StreamId maxDeletedId)
    {
        entriesAdded = null;
        maxDeletedId = StreamId.Min;
        for (var i = 3; i < c.Args.Count; i += 2)
        {
            if (i + 1 < c.Args.Count && c.Is(i, "ENTRIESADDED"u8))
            {
                if (!c.TryLong(i + 1, out var added))
                    return false;
                entriesAdded = added;
                if (added >= 0)
                    continue;
                c.Reply.Error("ERR entries_added must be positive"u8);
                return false;
            }

            if (i + 1 == c.Args.Count || !c.Is(i, "MAXDELETEDID"u8))
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }

            if (!c.TryId(i + 1, out maxDeletedId))
                return false;
            if (id >= maxDeletedId)
                continue;
            c.Reply.Error("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id"u8);
            return false;
        }

        return true;
    }

    private static long TextBytes(in Args args)
    {
        var bytes = 0L;
        for (var i = 0; i < args.Count; i++)
            bytes += args[i].Length;
        return bytes;
    }
}

/// <summary>Finds out what to trim of a long stream; the command is run again with that.</summary>
internal sealed class StreamTrimJob(StreamTrimming trimming, byte[] key, Action<WriteContext, StreamTrimming> command) : ISlicedWrite
{
    private StreamTrimming _trimming = trimming;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units) => _trimming.Step(units);

    public void Apply(WriteContext c) => command(c, _trimming);
}
