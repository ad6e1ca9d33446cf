using System.Collections.Concurrent;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.PubSub;

/// <summary>
/// A connection as publishers see it: a queue of messages, each a finished push that all its receivers share, and the names it
/// subscribed to. Publishers only add to the queue; names are changed, and messages taken, by the connection itself. The queue
/// is bounded by the output limit of the connection, which closes it.
/// </summary>
public sealed class Subscriber(Action wake)
{
    private readonly ConcurrentQueue<byte[]> _messages = new();
    private readonly HashSet<byte[]>[] _names =
    [
        new(ByteArrayComparer.Instance), new(ByteArrayComparer.Instance), new(ByteArrayComparer.Instance),
    ];

    private long _pendingBytes;

    /// <summary>Bytes of messages that the connection has not taken yet. Any thread.</summary>
    public long PendingBytes => Interlocked.Read(ref _pendingBytes);

    public bool HasMessages => !_messages.IsEmpty;

    public int ChannelCount => _names[(int)ChannelKind.Channel].Count;

    public int PatternCount => _names[(int)ChannelKind.Pattern].Count;

    public int ShardChannelCount => _names[(int)ChannelKind.Shard].Count;

    public bool IsSubscribed => ChannelCount + PatternCount + ShardChannelCount > 0;

    internal HashSet<byte[]> NamesOf(ChannelKind kind) => _names[(int)kind];

    /// <summary>Queues a push in the form of RESP3, or any other reply. Any thread.</summary>
    internal void Deliver(byte[] push)
    {
        Interlocked.Add(ref _pendingBytes, push.Length);
        _messages.Enqueue(push);
        wake();
    }

    /// <summary>Moves messages to the output until it has so many bytes. To RESP2 clients a push is an array.</summary>
    public void MoveTo(RespWriter output, bool isResp3, int untilBytes = int.MaxValue)
    {
        while (output.Length < untilBytes && _messages.TryDequeue(out var push))
        {
            Interlocked.Add(ref _pendingBytes, -push.Length);
            output.Raw(!isResp3 && push[0] == (byte)'>' ? "*"u8 : push.AsSpan(0, 1));
            output.Raw(push.AsSpan(1));
        }
    }

    public void DropMessages()
    {
        while (_messages.TryDequeue(out var push))
            Interlocked.Add(ref _pendingBytes, -push.Length);
    }
}
