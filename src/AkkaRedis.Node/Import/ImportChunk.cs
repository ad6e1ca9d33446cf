using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Node.Import;

/// <summary>Keys on their way to one shard: those being gathered, and whether those before are stored.</summary>
internal sealed class ImportChunk
{
    /// <summary>What a shard stores well within a turn, when values are not huge.</summary>
    private const int MaxKeys = 512;

    private const long MaxBytes = 1 << 20;

    private RdbKeyList _keys = new();
    private RdbKeyList _stored = new();

    /// <summary>Completes when the shard has the keys that were taken last.</summary>
    public Task Stored { get; private set; } = Task.CompletedTask;

    /// <summary>Adds a key; true when there are enough.</summary>
    public bool Add(in RdbKey key)
    {
        _keys.Add(key);
        return _keys.Count >= MaxKeys || _keys.Bytes >= MaxBytes;
    }

    /// <summary>
    /// Takes the keys out, as the message to the shard; only when those taken before are stored, for their place is used again.
    /// </summary>
    public LoadKeys Take()
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Stored = stored.Task;
        _stored.Clear();
        (_keys, _stored) = (_stored, _keys);
        return new LoadKeys(_stored, stored.SetResult);
    }
}
