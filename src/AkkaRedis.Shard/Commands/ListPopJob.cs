using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Takes many elements from an end of a list: writes them after the reply's header in slices, then removes them at once,
/// which is whole nodes. LMPOP's choice of the list must hold at that moment too: if a key before it has come into being, or
/// if the list itself is gone, as its time has passed, then the reply is thrown away and the command runs anew, at once.
/// </summary>
internal sealed class ListPopJob(ListValue list, ListEnd end, int count, byte[] key) : ISlicedWrite
{
    private ListPlace _place = end == ListEnd.Head ? list.First : list.Last;
    private int _written;

    public ReadOnlyMemory<byte> LockedKey => key;

    /// <summary>Where the command's reply starts.</summary>
    public required int ReplyStart { get; init; }

    /// <summary>The first of the command's keys, and the one of the list.</summary>
    public required int FirstKeyArg { get; init; }

    public required int KeyArg { get; init; }

    /// <summary>The command chose the list, and is logged as what it came to.</summary>
    public required bool IsOneOfMany { get; init; }

    /// <summary>Runs the command, whose first key is at the argument given, without a job.</summary>
    public required Action<WriteContext, int> RunAnew { get; init; }

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0 && _written < count; units--, _written++)
        {
            c.Reply.Write(list, _place);
            _ = end == ListEnd.Head ? list.MoveNext(ref _place) : list.MovePrevious(ref _place);
        }

        return _written == count;
    }

    public void Apply(WriteContext c)
    {
        if (IsFirstStill(c))
        {
            if (c.Reply.HasOverflown)
                return;
            list.Drop(end, count);
            c.Shrunk(key, list, end.PopEvent());
            if (IsOneOfMany)
                ListPops.LogPop(c, key, end, count);
            return;
        }

        c.Reply.Length = ReplyStart;
        RunAnew(c, FirstKeyArg);
    }

    private bool IsFirstStill(WriteContext c)
    {
        for (var arg = FirstKeyArg; arg < KeyArg; arg++)
        {
            if (c.IsCandidate(c.Args[arg]) && !c.Find(c.Args[arg]).IsNone)
                return false;
        }

        return !c.Find(key).IsNone;
    }
}
