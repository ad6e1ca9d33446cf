using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Writes the members that a sample chooses, after the reply's header. The set stays the same object, and its places stay
/// valid, as nobody writes the key meanwhile.
/// </summary>
internal sealed class SetMembersJob(SetView set, Sample<SetPlace> sample, int count, byte[] key) : ISlicedJob
{
    private int _left = count;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0 && _left > 0; units--, _left--)
            c.Reply.Write(set, sample.Next(c.Random));
        return _left == 0;
    }

    /// <summary>Writes at once what is little; suspends the command for more. The set is the one of the first key.</summary>
    public static void Run(ReadContext c, SetView set, Sample<SetPlace> sample, int count)
    {
        var isLong = count > c.Settings.SliceElements;
        var job = new SetMembersJob(set, sample, count, isLong ? c.Args[1].ToArray() : []);
        if (isLong)
            c.Suspend(job);
        else
            job.Step(c, count);
    }

    /// <summary>The whole reply of a command that gives all members of the set of the first key.</summary>
    public static void WriteAll(ReadContext c, SetView? set)
    {
        var count = set?.Count ?? 0;
        c.Reply.Set(count);
        if (count > c.Settings.SliceElements)
            Run(c, set!, new Sample<SetPlace>.Everything(set!), count);
        else if (set is not null)
            for (SetPlace place = default; set.MoveNext(ref place);)
                c.Reply.Write(set, place);
    }
}
