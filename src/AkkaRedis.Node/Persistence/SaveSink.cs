using System.Buffers;
using System.Threading.Channels;
using Akka.Actor;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Records of one shard's snapshot between the shard's thread and the one that writes the file. The shard stops walking at
/// <see cref="MaxBytes"/>; what changes meanwhile may exceed that by as much as the shard lets it.
/// </summary>
internal sealed class SaveSink(IActorRef primary) : ISnapshotSink
{
    private const int MaxBytes = 4 << 20;

    private readonly Channel<(byte[] Buffer, int Length)> _chunks =
        Channel.CreateUnbounded<(byte[], int)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource<SnapshotEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    public bool HasRoom => Volatile.Read(ref _bytes) < MaxBytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(buffer);
        Interlocked.Add(ref _bytes, bytes.Length);
        _chunks.Writer.TryWrite((buffer, bytes.Length));
    }

    public void Ended(SnapshotEnd end)
    {
        _chunks.Writer.Complete();
        _ended.SetResult(end);
    }

    /// <summary>Hands all bytes over in order, also after a failure of <paramref name="write"/>, which is thrown at the end.</summary>
    public async Task<SnapshotEnd> DrainAsync(Action<ReadOnlyMemory<byte>> write)
    {
        IOException? failure = null;
        await foreach (var (buffer, length) in _chunks.Reader.ReadAllAsync())
        {
            try
            {
                if (failure is null)
                    write(buffer.AsMemory(0, length));
            }
            catch (IOException e)
            {
                failure = e;
            }

            ArrayPool<byte>.Shared.Return(buffer);
            Taken(length);
        }

        if (failure is not null)
            throw failure;
        return await _ended.Task;
    }

    private void Taken(int bytes)
    {
        var left = Interlocked.Add(ref _bytes, -bytes);
        if (left < MaxBytes && left + bytes >= MaxBytes)
            primary.Tell(ContinueSnapshot.Instance, ActorRefs.NoSender);
    }
}
