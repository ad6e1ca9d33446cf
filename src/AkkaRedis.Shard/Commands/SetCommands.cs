using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Commands on the members of a set, logged as they came.</summary>
internal static class SetCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("sadd", -3, DenyOom | Fast, KeySpec.One, SAdd, "set", "1.0.0", "Adds members to a set."),
        ShardCommand.Read("scard", 2, Fast, KeySpec.One, SCard, "set", "1.0.0", "Counts the members of a set."),
        ShardCommand.Read("sismember", 3, Fast, KeySpec.One, SIsMember, "set", "1.0.0", "Tells whether a set has a member."),
        ShardCommand.Read("smembers", 2, None, KeySpec.One, SMembers, "set", "1.0.0", "Gives all members of a set."),
        ShardCommand.Read("smismember", -3, Fast, KeySpec.One, SMIsMember, "set", "6.2.0", "Tells which of several members a set has."),
        ShardCommand.Write("smove", 4, Fast, KeySpec.Two, SMove, "set", "1.0.0", "Moves a member from one set to another."),
        ShardCommand.Write("srem", -3, Fast, KeySpec.One, SRem, "set", "1.0.0", "Removes members from a set."),
        ShardCommand.Read("sscan", -3, None, KeySpec.One, SScan, "set", "2.8.0", "Walks the members of a set, some at a time."),
    ];

    private static readonly KeyEvent Added = new('s', "sadd");
    private static readonly KeyEvent Removed = new('s', "srem");

    private static void SAdd(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TrySetToWrite(key, out var set))
            return;
        var limits = c.SetLimits();
        var target = set ?? SetAccess.NewSet(c, firstArg: 2);
        var added = 0;
        for (var i = 2; i < c.Args.Count; i++)
            added += target.Add(c.Args[i], limits) ? 1 : 0;
        if (set is null)
            c.Db.SetCollection(key, target);
        if (added > 0)
            c.Modified(key, Added);
        c.Reply.Integer(added);
    }

    private static void SCard(ReadContext c)
    {
        if (c.TrySet(c.Args[1], out var set))
            c.Reply.Integer(set?.Count ?? 0);
    }

    private static void SIsMember(ReadContext c)
    {
        if (c.TrySet(c.Args[1], out var set))
            c.Reply.Integer(set is not null && set.Contains(c.Args[2]) ? 1 : 0);
    }

    private static void SMembers(ReadContext c)
    {
        if (c.TrySet(c.Args[1], out var set))
            SetMembersJob.WriteAll(c, set);
    }

    private static void SMIsMember(ReadContext c)
    {
        if (!c.TrySet(c.Args[1], out var set))
            return;
        c.Reply.Array(c.Args.Count - 2);
        for (var i = 2; i < c.Args.Count; i++)
            c.Reply.Integer(set is not null && set.Contains(c.Args[i]) ? 1 : 0);
    }

    private static void SMove(WriteContext c)
    {
        ReadOnlySpan<byte> source = c.Args[1], destination = c.Args[2], member = c.Args[3];
        if (!c.TrySetToWrite(source, out var from))
            return;
        if (from is null)
        {
            c.Reply.Integer(0);
            return;
        }

        if (!c.TrySetToWrite(destination, out var to))
            return;
        var isMember = from.Contains(member);
        c.Reply.Integer(isMember ? 1 : 0);
        if (!isMember || from == to)
            return;
        from.Remove(member);
        c.Shrunk(source, from, Removed);
        var target = to ?? new SetValue();
        var isNew = target.Add(member, c.SetLimits());
        if (to is null)
            c.Db.SetCollection(destination, target);
        if (isNew)
            c.Modified(destination, Added);
    }

    private static void SRem(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TrySetToWrite(key, out var set))
            return;
        var removed = 0;
        for (var i = 2; set is { Count: > 0 } && i < c.Args.Count; i++)
            removed += set.Remove(c.Args[i]) ? 1 : 0;
        if (removed > 0)
            c.Shrunk(key, set!, Removed);
        c.Reply.Integer(removed);
    }

    private static void SScan(ReadContext c)
    {
        if (!ScanOptions.TryParseCursor(c.Args[2], out var cursor))
        {
            c.Reply.Error(Errors.InvalidCursor);
            return;
        }

        if (!c.TrySet(c.Args[1], out var set))
            return;
        if (set is null)
        {
            c.Reply.Raw("*2\r\n$1\r\n0\r\n*0\r\n"u8);
            return;
        }

        if (ScanOptions.TryParse(c, 3, takesType: false, out var options))
            WriteScan(c, set, cursor, options);
    }

    /// <summary>Whole buckets until they hold the asked count, which is cut to what one turn may do.</summary>
    private static void WriteScan(ReadContext c, SetView set, ulong cursor, in ScanOptions options)
    {
        var end = cursor;
        var wanted = Math.Min(options.Count, c.Settings.SliceElements);
        for (var seen = 0; seen < wanted;)
        {
            seen += Math.Max(1, set.CountIn(set.ScanBucket(ref end)));
            if (end == 0)
                break;
        }

        c.Reply.Array(2);
        c.Reply.BulkInteger((long)end);
        var mark = c.Reply.OpenAggregate();
        var members = 0;
        do
        {
            members += WriteMatching(c, set, set.ScanBucket(ref cursor), options);
        }
        while (cursor != end);
        c.Reply.CloseAggregate(mark, '*', members);
    }

    private static int WriteMatching(ReadContext c, SetView set, int bucket, in ScanOptions options)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var members = 0;
        for (SetPlace place = default; set.MoveNextIn(bucket, ref place);)
        {
            var member = set.MemberAt(place, scratch);
            if (!options.MatchesName(member))
                continue;
            c.Reply.Bulk(member);
            members++;
        }

        return members;
    }
}
