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

    /// <summary>Further keys like it, for a job that reads several; always the same ones.</summary>
    IReadOnlyList<byte[]> MoreLockedKeys => [];

    /// <summary>
    /// Does up to about <paramref name="units"/> elements of work; true when the reply is complete, or, for a write, when all
    /// is ready for <see cref="ISlicedWrite.Apply"/>. A write that had to wait then is asked again, and says true again.
    /// </summary>
    bool Step(ReadContext c, int units);
}

/// <summary>
/// A write command that is cut into slices: it searches, copies and writes its reply in steps, which only read, and changes
/// the data in one last step of its own. So the command is the change of one moment, is logged like any other, and one that
/// is dropped half way (the shard stops, the connection's batch is given up) has changed nothing.
/// <para>Until that moment its <see cref="ISlicedJob.LockedKey"/> keeps value and places, but other keys change, and the time
/// of every key may pass: the last step looks at all keys again, and decides by what it finds then.</para>
/// The last step waits while other jobs read a key that it would change. Nobody waits in a circle: a job starts only when none
/// of its command's keys is locked, so of two jobs the older one never waits for the younger one's lock and holds it up too.
/// </summary>
public interface ISlicedWrite : ISlicedJob
{
    /// <summary>Makes the change and completes the reply; the work left for it is short.</summary>
    void Apply(WriteContext c);
}
