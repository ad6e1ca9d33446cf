using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// The scripts of a node by their SHA-1, as sources: one instance for all its shards, so that EVALSHA finds on any shard what
/// EVAL or SCRIPT LOAD brought to one. Safe to use from any thread. Shards keep what they have compiled for themselves, and
/// drop it when <see cref="Generation"/> has changed.
/// </summary>
public sealed class ScriptStore
{
    private readonly ConcurrentDictionary<byte[], byte[]> _sources = new(ByteArrayComparer.Instance);
    private int _generation;
    private int _busyShards;

    /// <summary>Rises with every <see cref="Clear"/>.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Scripts held.</summary>
    public int Count => _sources.Count;

    /// <summary>Shards whose script runs longer than a script should.</summary>
    public int BusyShards => Volatile.Read(ref _busyShards);

    /// <summary>40 lower-case hex digits.</summary>
    public static byte[] ShaOf(ReadOnlySpan<byte> source)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(source, hash);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash));
    }

    public void Add(byte[] sha, byte[] source) => _sources[sha] = source;

    public byte[]? Find(byte[] sha) => _sources.GetValueOrDefault(sha);

    public void Clear()
    {
        _sources.Clear();
        Interlocked.Increment(ref _generation);
    }

    internal void AddBusy(int change) => Interlocked.Add(ref _busyShards, change);
}
