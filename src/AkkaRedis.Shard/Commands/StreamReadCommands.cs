using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Reading on from where one was, for oneself (XREAD) or with others (XREADGROUP), waiting for entries if asked to. Both wait like
/// the commands of <see cref="BlockingListCommands"/>; XREAD remembers what the last ids were when it came.
/// </summary>
internal static class StreamReadCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("xread", -4, Blocking | MovableKeys, ReadKeys, XRead, "stream", "5.0.0",
            "Gets the entries of streams after given ids; waits for some if asked to."),
        ShardCommand.Write("xreadgroup", -7, Blocking | MovableKeys, ReadKeys, XReadGroup, "stream", "5.0.0",
            "Gets entries of streams for a consumer of a group; waits for some if asked to."),
    ];

    /// <summary>Entries of a stream at most that end a wait without COUNT.</summary>
    private const long WaitingCount = 1000;

    private static KeySpec ReadKeys => new(0, 0, 0, StreamReadOptions.FindKeys);

    private static void XRead(ReadContext c)
    {
        if (!StreamReadOptions.TryParse(c, inGroup: false, isReplay: false, out var options))
            return;
        var ids = c.WaitState as StreamId[] ?? new StreamId[options.KeyCount];
        var streams = new StreamView?[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            if (!TryFind(c, options, i, ref ids[i], out streams[i]))
                return;
        }

        if (TryServe(c, options, streams, ids))
            return;
        var wait = new WaitRequest(ValueKind.Stream, options.FirstKeyArg, options.KeyCount, options.BlockMs) { State = ids };
        if (options.BlockMs == StreamReadOptions.NoBlock || !c.TryWait(wait))
            c.Reply.NullArray();
    }

    /// <summary>A stream, and the id after which it is read; false, with the error written, when one of them is wrong.</summary>
    private static bool TryFind(ReadContext c, in StreamReadOptions options, int i, ref StreamId after, out StreamView? stream)
    {
        stream = null;
        var key = c.Args[options.FirstKeyArg + i];
        if (c.ReadyKey is not null)
            return !IsServed(c, options, i) || c.TryStream(key, out stream);
        if (!c.TryStream(key, out stream))
            return false;
        var idArg = options.IdArg(i);
        if (c.Args[idArg].SequenceEqual("$"u8))
        {
            after = stream?.LastId ?? StreamId.Min;
            return true;
        }

        if (!c.Args[idArg].SequenceEqual(">"u8))
            return c.TryId(idArg, out after);
        c.Reply.Error(
            "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option."u8);
        return false;
    }

    /// <summary>Is the command, which waited, served from this stream, the first of that key?</summary>
    private static bool IsServed(ReadContext c, in StreamReadOptions options, int i)
    {
        for (var before = 0; before < i; before++)
        {
            if (c.Args[options.FirstKeyArg + before].SequenceEqual(c.ReadyKey))
                return false;
        }

        return c.IsCandidate(c.Args[options.FirstKeyArg + i]);
    }

    private static bool TryServe(ReadContext c, in StreamReadOptions options, StreamView?[] streams, StreamId[] ids)
    {
        var stretches = new List<StreamStretch>();
        for (var i = 0; i < ids.Length; i++)
        {
            if (streams[i] is not { } stream || !ids[i].TryNext(out var from) || !stream.HasEntriesFrom(from))
                continue;
            var key = c.Args[options.FirstKeyArg + i].ToArray();
            stretches.Add(new StreamStretch(stream, from, StreamId.Max, MostOf(c, options), key: key));
        }

        if (stretches.Count == 0)
            return false;
        c.Reply.Streams(stretches.Count);
        var (firstKey, keyCount) = (options.FirstKeyArg, options.KeyCount);
        StreamStretchesJob.Run(c, stretches, () => KeysOf(c.Args, firstKey, keyCount));
        return true;
    }

    private static void XReadGroup(WriteContext c)
    {
        if (!StreamReadOptions.TryParse(c, inGroup: true, c.IsReplay, out var options))
            return;
        var readings = new List<StreamGroupReading>(options.KeyCount);
        for (var i = 0; i < options.KeyCount; i++)
        {
            if (!TryPrepare(c, options, i, readings))
                return;
        }

        if (StreamGroupReadJob.TryRun(c, readings))
            return;
        var wait = new WaitRequest(ValueKind.Stream, options.FirstKeyArg, options.KeyCount, options.BlockMs) { EndsWithKey = true };
        if (options.BlockMs == StreamReadOptions.NoBlock || !c.TryWait(wait))
            c.Reply.NullArray();
    }

    private static bool TryPrepare(WriteContext c, in StreamReadOptions options, int i, List<StreamGroupReading> readings)
    {
        if (c.ReadyKey is not null && !IsServed(c, options, i))
            return true;
        if (!TryGroup(c, options, i, out var stream, out var group))
            return false;
        StreamId? after = null;
        var idArg = options.IdArg(i);
        if (c.Args[idArg].SequenceEqual("$"u8))
        {
            c.Reply.Error([
                .. "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by "u8,
                .. "specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set."u8,
            ]);
            return false;
        }

        if (!c.Args[idArg].SequenceEqual(">"u8))
        {
            if (!c.TryId(idArg, out var id))
                return false;
            after = id == StreamId.Max ? null : id;
        }

        readings.Add(new StreamGroupReading(stream, group, options, c.Args, i, after, MostOf(c, options)));
        return true;
    }

    private static bool TryGroup(WriteContext c, in StreamReadOptions options, int i, out StreamValue stream, out StreamGroup group)
    {
        (stream, group) = (null!, null!);
        var key = c.Args[options.FirstKeyArg + i];
        var hasWaited = c.ReadyKey is not null;
        var entry = c.Find(key);
        if (hasWaited && entry.Kind != ValueKind.Stream)
        {
            c.Reply.Error("UNBLOCKED the stream key no longer exists"u8);
            return false;
        }

        if (!c.TryStreamToWrite(key, out var found))
            return false;
        var name = c.Args[options.GroupArg];
        if (found?.Groups.Find(name) is { } foundGroup)
        {
            (stream, group) = (found, foundGroup);
            return true;
        }

        if (hasWaited)
            c.Reply.Error("NOGROUP the consumer group this client was blocked on no longer exists"u8);
        else
            c.Reply.Error([.. StreamErrors.NoGroup(key, name), .. " in XREADGROUP with GROUP option"u8]);
        return false;
    }

    private static long MostOf(ReadContext c, in StreamReadOptions options) =>
        options.Count > 0 ? options.Count : c.ReadyKey is not null ? WaitingCount : long.MaxValue;

    private static byte[][] KeysOf(in Args args, int first, int count)
    {
        var keys = new byte[count][];
        for (var i = 0; i < count; i++)
            keys[i] = args[first + i].ToArray();
        return keys;
    }
}
