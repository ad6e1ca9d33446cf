using System.Buffers;
using System.Collections.Concurrent;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Records of one shard's snapshot between the shard's thread and the one that writes the file. The shard stops walking at
/// <paramref name="maxBytes"/>; what changes meanwhile may exceed that by as much as the shard lets it.
/// </summary>
/// <param name="maxBytes">Bytes that may wait for the thread that writes.</param>
/// <param name="roomAgain">Called when there is room again, on the thread that writes: tells the primary to go on.</param>
internal sealed class SaveSink(long maxBytes, Action roomAgain) : ISnapshotSink
{
    private readonly BlockingCollection<(byte[] Buffer, int Length)> _chunks = [];
    private SnapshotEnd? _end;
    private long _bytes;

    public bool HasRoom => Volatile.Read(ref _bytes) < maxBytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(buffer);
        Interlocked.Add(ref _bytes, bytes.Length);
        _chunks.Add((buffer, bytes.Length));
    }

    public void Ended(SnapshotEnd end)
    {
        _end = end;
        _chunks.CompleteAdding();
    }

    /// <summary>
    /// Hands all bytes over in order until the walk has ended; holds the thread up meanwhile. After the first fault the rest is
    /// dropped, so that the walk comes to its end.
    /// </summary>
    public DiskFault? Drain(Func<ReadOnlyMemory<byte>, DiskFault?> write, out SnapshotEnd end)
    {
        DiskFault? fault = null;
        foreach (var (buffer, length) in _chunks.GetConsumingEnumerable())
        {
            fault ??= write(buffer.AsMemory(0, length));
            ArrayPool<byte>.Shared.Return(buffer);
            Taken(length);
        }

        end = _end!;
        _chunks.Dispose();
        return fault;
    }

    private void Taken(int bytes)
    {
        var left = Interlocked.Add(ref _bytes, -bytes);
        if (left < maxBytes && left + bytes >= maxBytes)
            roomAgain();
    }
}
