using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// What MULTI has queued on a connection: rows, and copies of the arguments in a buffer of its own, because the buffers they
/// came in go back to the pool. Also which shard the transaction belongs to; -1 until a queued command has a key.
/// </summary>
internal sealed class TransactionQueue : IDisposable
{
    private const int InitialBytes = 512;

    private readonly long _maxBytes;
    private CommandBatch? _batch;
    private int _bytes;

    public TransactionQueue(long maxBytes)
    {
        _maxBytes = maxBytes;
        _batch = CommandBatch.Take(BufferPool.Rent(InitialBytes));
    }

    public List<CommandRow> Rows { get; } = [];

    public CommandBatch Batch => _batch!;

    public int Shard { get; set; } = -1;

    /// <summary>A command without keys is queued that runs on a shard, on whichever.</summary>
    public bool NeedsAnyShard { get; set; }

    /// <summary>A command was refused while queueing: EXEC will refuse all.</summary>
    public bool IsSpoiled { get; set; }

    /// <summary>Bytes of the copied arguments and of where they are.</summary>
    public long MemoryBytes => _bytes + (8L * Batch.ArgCount);

    /// <summary>Copies the command; false when the transaction would exceed the query buffer limit.</summary>
    public bool TryAdd(CommandRow row, in Args args)
    {
        long needed = _bytes;
        for (var i = 0; i < args.Count; i++)
            needed += args[i].Length;
        if (needed > _maxBytes || needed > Array.MaxLength / 2)
            return false;
        if (needed > Batch.Buffer.Length)
            Batch.ReplaceBuffer(BufferPool.Rent((int)Math.Min(needed * 2, Array.MaxLength)), _bytes);
        var first = Batch.ArgCount;
        for (var i = 0; i < args.Count; i++)
        {
            args[i].CopyTo(Batch.Buffer.AsSpan(_bytes));
            Batch.AddArg(_bytes, args[i].Length);
            _bytes += args[i].Length;
        }

        Batch.EndCommand(first);
        Rows.Add(row);
        return true;
    }

    public void Dispose()
    {
        _batch?.Release();
        _batch = null;
    }
}
