using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Node.Import;

/// <summary>Keys on their way to one shard: those being gathered, and whether those before are stored.</summary>
internal sealed class ImportChunk
{
    /// <summary>What a shard stores well within a turn, when values are not huge.</summary>
    private const int MaxKeys = 512;

    private const long MaxBytes = 1 << 20;

    private List<RdbKey> _keys = [];
    private long _bytes;

    /// <summary>Completes when the shard has the keys that were taken last.</summary>
    public Task Stored { get; private set; } = Task.CompletedTask;

    /// <summary>Adds a key; true when there are enough.</summary>
    public bool Add(RdbKey key)
    {
        _keys.Add(key);
        _bytes += key.Bytes;
        return _keys.Count >= MaxKeys || _bytes >= MaxBytes;
    }

    /// <summary>Takes the keys out, as the message to the shard.</summary>
    public LoadKeys Take()
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Stored = stored.Task;
        var keys = _keys;
        _keys = [];
        _bytes = 0;
        return new LoadKeys(keys, stored.SetResult);
    }
}
