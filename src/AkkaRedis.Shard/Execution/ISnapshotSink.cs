namespace AkkaRedis.Shard.Execution;

/// <summary>How a shard's snapshot ended.</summary>
/// <param name="LogOffset">End of the command log at the moment that the snapshot is of.</param>
/// <param name="Keys">Keys saved.</param>
/// <param name="SkippedKeys">Keys whose values have no encoding.</param>
/// <param name="Failure">Why what was written is no use; null when it is complete.</param>
public sealed record SnapshotEnd(long LogOffset, long Keys, long SkippedKeys, string? Failure);

/// <summary>Takes the records of a shard's snapshot. Called on the shard's thread; must not block.</summary>
public interface ISnapshotSink
{
    /// <summary>
    /// May the walk go on? When there is room again, whoever empties the sink tells the primary <see cref="Actors.ContinueSnapshot"/>.
    /// What changes while there is none is written all the same.
    /// </summary>
    bool HasRoom { get; }

    /// <summary>The next bytes, which are the caller's again afterwards.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>The last call.</summary>
    void Ended(SnapshotEnd end);
}
