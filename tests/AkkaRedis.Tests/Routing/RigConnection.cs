using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Tests.Routing;

/// <summary>
/// One connection without a socket: request bytes go in, are cut by chance, and reply bytes come out. Does what the two stages
/// of a connection do, one thing at a time.
/// </summary>
internal sealed class RigConnection : IDisposable
{
    private readonly RigNode _node;
    private readonly ClientConnection _handle;
    private readonly RespReader _reader;
    private readonly Queue<byte> _input = new();
    private readonly MemoryStream _output = new();
    private readonly ReplyChunk _chunk = new();
    private bool _protocolBroken;

    public RigConnection(RigNode node, long id)
    {
        _node = node;
        Session = new Session(id, null, null, node.Time.NowMs) { IsAuthenticated = true };
        _handle = new ClientConnection(Session);
        _reader = new RespReader(node.Services.ClientSettings.Protocol);
        node.Services.Clients.Add(_handle);
        Core = new ClientCore(Session, node.Services, node.Shards, _handle, new Random(1));
    }

    public Session Session { get; }

    public IClientHandle Handle => _handle;

    public ClientCore Core { get; }

    public int MaxChunkBytes { get; set; } = int.MaxValue;

    /// <summary>The last chunk said that the connection ends after it.</summary>
    public bool IsClosed { get; private set; }

    public string Output => Encoding.Latin1.GetString(_output.ToArray());

    public void Send(string bytes)
    {
        foreach (var b in Encoding.Latin1.GetBytes(bytes))
            _input.Enqueue(b);
    }

    /// <summary>Requests that come in as one piece and become one batch.</summary>
    public void SendAtOnce(string bytes)
    {
        Encoding.Latin1.GetBytes(bytes).CopyTo(_reader.Space.Span);
        _reader.Advance(bytes.Length);
        Core.Accept(_reader.TakeBatch()!);
    }

    /// <summary>Reads a chunk of what was sent, if the core takes more; false when it does not or nothing is left.</summary>
    public bool Read()
    {
        while (Core.CanAccept && !_protocolBroken)
        {
            if (_reader.TakeBatch() is { } batch)
            {
                Core.Accept(batch);
                return true;
            }

            if (_reader.Error is { } error)
            {
                _protocolBroken = true;
                var last = CommandBatch.Take(BufferPool.Rent(1));
                last.ProtocolError = error;
                Core.Accept(last);
                return true;
            }

            if (_input.Count == 0)
                return false;
            Receive();
        }

        return false;
    }

    /// <summary>Takes what shards gave back and retries what waits, as the stage does when woken; false when there was neither.</summary>
    public bool TakeReturned()
    {
        var any = false;
        while (_handle.TryTakeReturned(out var batch))
        {
            any = true;
            Core.Returned(batch);
        }

        while (_handle.TryTakeUnblock(out var note))
        {
            any = true;
            Core.EndWait(note.Wait, note.WithError ? WaitEnd.Error : WaitEnd.Timeout);
        }

        if (Core.HasParked)
            Core.RetryParked();
        var wasPaused = Session.IsPaused;
        Core.RetryHeld();
        return any || (wasPaused && !Session.IsPaused);
    }

    /// <summary>The client reads; false when there is nothing for it.</summary>
    public bool Write()
    {
        if (!Core.TryTakeOutput(_chunk))
            return false;
        _output.Write(_chunk.Buffer!, 0, _chunk.Length);
        IsClosed |= _chunk.ClosesConnection;
        _chunk.Release();
        return true;
    }

    /// <summary>Goes on until nothing more happens here or on the shards.</summary>
    public void Settle()
    {
        while (Read() | _node.Shards.Step() | TakeReturned() | Write())
        {
        }
    }

    /// <summary>Sends, settles, and gives the new output.</summary>
    public string Ask(string requests)
    {
        var before = Output.Length;
        Send(requests);
        Settle();
        return Output[before..];
    }

    public void Dispose()
    {
        _node.Services.Clients.Remove(Session.Id);
        _reader.Dispose();
        Core.Dispose();
        _handle.Stop(_node.Shards);
    }

    private void Receive()
    {
        var space = _reader.Space.Span;
        var n = Math.Min(
            Math.Min(_input.Count, space.Length), _node.Random.Next(1, Math.Max(2, Math.Min(MaxChunkBytes, _input.Count + 1))));
        for (var i = 0; i < n; i++)
            space[i] = _input.Dequeue();
        _reader.Advance(n);
    }
}
