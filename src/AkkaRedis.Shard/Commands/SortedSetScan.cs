using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// A page of ZSCAN: a packed set whole; of the full form buckets until they hold the asked count, which is cut to what one turn
/// may do. Scores are always bulk strings; packed ones that are integers are written as such, as Redis does.
/// </summary>
internal static class SortedSetScan
{
    public static void Write(ReadContext c, SortedSetView set, ulong cursor, in ScanOptions options)
    {
        var end = set.IsTable ? EndOf(set, cursor, Math.Min(options.Count, c.Settings.SliceElements)) : 0;
        c.Reply.Array(2);
        c.Reply.BulkInteger((long)end);
        var mark = c.Reply.OpenAggregate();
        var members = 0;
        if (!set.IsTable)
        {
            members = WritePacked(c.Reply, set, options);
        }
        else
        {
            do
                members += WriteBucket(c.Reply, set.BucketAt(ref cursor), options);
            while (cursor != end);
        }

        c.Reply.CloseAggregate(mark, '*', members * 2);
    }

    /// <summary>The cursor after whole buckets with so many members.</summary>
    private static ulong EndOf(SortedSetView set, ulong cursor, long wanted)
    {
        for (var seen = 0L; seen < wanted;)
        {
            var bucket = set.BucketAt(ref cursor);
            var before = seen++;
            for (var member = bucket.First; member.IsThere; member = bucket.Next(member))
                seen = ++before;
            if (cursor == 0)
                break;
        }

        return cursor;
    }

    private static int WriteBucket(RespWriter reply, SortedSetView.ScanBucket bucket, in ScanOptions options)
    {
        var members = 0;
        for (var member = bucket.First; member.IsThere; member = bucket.Next(member))
        {
            if (!options.MatchesName(bucket.TextOf(member)))
                continue;
            reply.Bulk(bucket.TextOf(member));
            WriteScore(reply, member.Score);
            members++;
        }

        return members;
    }

    private static int WritePacked(RespWriter reply, SortedSetView set, in ScanOptions options)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var members = 0;
        var place = set.PlaceAt(0);
        do
        {
            var member = set.MemberAt(place, scratch);
            if (!options.MatchesName(member))
                continue;
            reply.Bulk(member);
            if (SortedPackedList.TryInteger(set.ScoreAt(place), out var integer))
                reply.BulkInteger(integer);
            else
                WriteScore(reply, set.ScoreAt(place));
            members++;
        }
        while (set.MoveNext(ref place));
        return members;
    }

    private static void WriteScore(RespWriter reply, double score)
    {
        Span<byte> text = stackalloc byte[RespWriter.MaxDoubleBytes];
        reply.Bulk(text[..RespWriter.FormatDouble(score, text)]);
    }
}
