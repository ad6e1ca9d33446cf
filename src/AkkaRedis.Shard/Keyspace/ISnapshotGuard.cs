namespace AkkaRedis.Shard.Keyspace;

/// <summary>Told of values that are about to change, or to go, while a snapshot is taken that has not saved them yet.</summary>
internal interface ISnapshotGuard
{
    /// <summary>Saves the value as it is and gives its blob the heap's snapshot bit.</summary>
    void SaveFirst(KeyTable table, Blob blob);
}
