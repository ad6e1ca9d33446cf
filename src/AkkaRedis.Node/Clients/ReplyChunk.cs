using AkkaRedis.Protocol.Buffers;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// Bytes for one write to a client, in a pooled buffer that the chunk owns. One instance per connection is reused: the next
/// is filled only when the last was sent.
/// </summary>
internal sealed class ReplyChunk
{
    public byte[]? Buffer { get; private set; }

    public int Length { get; private set; }

    /// <summary>The connection closes once this is sent.</summary>
    public bool ClosesConnection { get; set; }

    /// <summary>The socket's stage has it; until then it belongs to the session's.</summary>
    public bool IsTaken { get; set; }

    public void Fill(byte[]? buffer, int length)
    {
        IsTaken = false;
        Buffer = buffer;
        Length = length;
    }

    public void Release()
    {
        if (Buffer is { } buffer)
            BufferPool.Return(buffer);
        Buffer = null;
        Length = 0;
    }
}
