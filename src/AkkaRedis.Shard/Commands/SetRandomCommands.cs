using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Members of a set by chance. SPOP is logged as the SREM of what it took, or, when that was all, as DEL. Members whose reply
/// is too long to be told stay in the set.
/// </summary>
internal static class SetRandomCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("spop", -2, Fast, KeySpec.One, SPop, "set", "1.0.0", "Takes members out of a set by chance."),
        ShardCommand.Read("srandmember", -2, None, KeySpec.One, SRandMember, "set", "1.0.0", "Picks members of a set by chance."),
    ];

    public static readonly KeyEvent Popped = new('s', "spop");

    private static void SPop(WriteContext c)
    {
        if (c.Args.Count > 3)
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }

        var count = -1L;
        if (c.Args.Count == 3 && !(Numbers.TryParseLong(c.Args[2], out count) && count >= 0))
        {
            c.Reply.Error(Errors.ValueMustBePositive);
            return;
        }

        if (!c.TrySetToWrite(c.Args[1], out var set))
            return;
        if (count >= 0)
            PopMany(c, set, count);
        else if (set is null)
            c.Reply.Null();
        else
            PopOne(c, c.Args[1], set);
    }

    private static void SRandMember(ReadContext c)
    {
        if (c.Args.Count > 2)
        {
            RandomMembers(c);
            return;
        }

        if (!c.TrySet(c.Args[1], out var set))
            return;
        if (set is null)
            c.Reply.Null();
        else
            c.Reply.Write(set, set.RandomPlace(c.Random));
    }

    private static void PopOne(WriteContext c, ReadOnlySpan<byte> key, SetValue set)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var place = set.RandomPlace(c.Random);
        var member = set.MemberAt(place, scratch);
        c.Reply.Bulk(member);
        if (c.Reply.HasOverflown)
            return;
        c.Effect("SREM"u8, key, member);
        set.RemoveAt(place);
        c.Shrunk(key, set, Popped);
    }

    private static void PopMany(WriteContext c, SetValue? set, long count)
    {
        if (set is null || count == 0)
            c.Reply.Set(0);
        else if (count >= set.Count)
            PopAll(c, set);
        else if (count > c.Settings.SliceElements)
            c.Suspend(new SetDealJob(c, set, (int)count));
        else
            SetDrawJob.Run(c, set, (int)count);
    }

    private static void PopAll(WriteContext c, SetValue set)
    {
        if (set.Count > c.Settings.SliceElements)
        {
            c.Suspend(new SetPopAllJob(c, set));
            return;
        }

        SetMembersJob.WriteAll(c, set);
        if (!c.Reply.HasOverflown)
            RemovePopped(c, c.Args[1]);
    }

    /// <summary>All members have been told.</summary>
    public static void RemovePopped(WriteContext c, ReadOnlySpan<byte> key)
    {
        c.Effect("DEL"u8, key);
        c.Db.Remove(key);
        c.Modified(key, Popped);
        c.Notify(key, KeyEvent.Del);
    }

    private static void RandomMembers(ReadContext c)
    {
        if (c.Args.Count > 3)
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }

        if (!TryRandomCount(c, out var count) || !c.TrySet(c.Args[1], out var set))
            return;
        var members = set is null ? 0 : count < 0 ? (int)-count : (int)Math.Min(count, set.Count);
        c.Reply.Array(members);
        if (members > 0)
            SetMembersJob.Run(c, set!, Sample<SetPlace>.Of(set!, count), members);
    }

    /// <summary>The count, below zero for repeats, which are limited by what a reply can hold.</summary>
    private static bool TryRandomCount(ReadContext c, out long count)
    {
        if (!c.TryLong(2, out count))
            return false;
        if (count >= -HashCommands.MaxRepeats)
            return true;
        if (count == long.MinValue)
            c.Reply.Error("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807"u8);
        else
            c.Reply.Error("ERR value is out of range"u8);
        return false;
    }
}
