using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Ranges of streams by id.</summary>
internal static class StreamRangeCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("xrange", -4, None, KeySpec.One, XRange, "stream", "5.0.0", "Gets the entries between two ids."),
        ShardCommand.Read("xrevrange", -4, None, KeySpec.One, XRevRange, "stream", "5.0.0",
            "Gets the entries between two ids, the last one first."),
    ];

    private static void XRange(ReadContext c) => Range(c, fromArg: 2, toArg: 3, isReverse: false);

    private static void XRevRange(ReadContext c) => Range(c, fromArg: 3, toArg: 2, isReverse: true);

    private static void Range(ReadContext c, int fromArg, int toArg, bool isReverse)
    {
        if (!c.TryRangeStart(fromArg, out var from) || !c.TryRangeEnd(toArg, out var to) || !TryCount(c, out var most))
            return;
        if (!c.TryStream(c.Args[1], out var stream))
            return;
        if (stream is null)
        {
            c.Reply.Array(0);
            return;
        }

        if (most == 0)
        {
            c.Reply.NullArray();
            return;
        }

        StreamStretchesJob.Run(c, [new StreamStretch(stream, from, to, most, isReverse)], () => [c.Args[1].ToArray()]);
    }

    private static bool TryCount(ReadContext c, out long count)
    {
        count = long.MaxValue;
        for (var i = 4; i < c.Args.Count; i += 2)
        {
            if (i + 1 == c.Args.Count || !c.Is(i, "COUNT"u8))
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }

            if (!c.TryLong(i + 1, out count))
                return false;
            count = Math.Max(count, 0);
        }

        return true;
    }
}
