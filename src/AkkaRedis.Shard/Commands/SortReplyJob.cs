namespace AkkaRedis.Shard.Commands;

/// <summary>SORT whose result is the reply.</summary>
internal sealed class SortReplyJob(Sorting sorting, byte[] key) : ISlicedJob
{
    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        if (!sorting.Step(c, units, new SortReply(c.Reply)))
            return false;
        if (sorting.HasWrongScore)
            c.Reply.Error(SortCommands.WrongScore);
        return true;
    }
}
