using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>COPY of a large collection: the copy is built aside, and given to its key at the end if that may still be done.</summary>
internal sealed class CopyJob(CollectionCopy copy, byte[] source, int targetDb, bool replace) : ISlicedWrite
{
    public ReadOnlyMemory<byte> LockedKey => source;

    public bool Step(ReadContext c, int units) => copy.Step(units);

    public void Apply(WriteContext c)
    {
        if (!KeyCommands.TryCopySource(c, targetDb, replace, out var entry))
            return;
        c.DatabaseAt(targetDb).SetCollection(c.Args[2], copy.Copied, entry.ExpireAtMs);
        KeyCommands.EndCopy(c, targetDb);
    }
}
