namespace AkkaRedis.Shard.Commands;

/// <summary>
/// A command that is cut into slices. Arguments stay valid until it is done; entries and spans of the data do not survive a
/// slice.
/// </summary>
public interface ISlicedJob
{
    /// <summary>
    /// A key that nobody may write while the job is pending (writers of that key wait, readers go on), so that the reply is
    /// one moment's state; empty when the job bears changes between its slices.
    /// </summary>
    ReadOnlyMemory<byte> LockedKey { get; }

    /// <summary>Does up to about <paramref name="units"/> elements of work; true when the reply is complete.</summary>
    bool Step(ReadContext c, int units);
}
