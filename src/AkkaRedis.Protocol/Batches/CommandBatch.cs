using AkkaRedis.Protocol.Buffers;

namespace AkkaRedis.Protocol.Batches;

/// <summary>A command inside a batch: its arguments are <c>refs[First .. First+Count)</c>.</summary>
public readonly record struct CommandRef(int First, int Count);

/// <summary>
/// All complete commands of one read, as offsets into the one rented buffer that the bytes arrived in. Pooled; shared by
/// the parts that went to different shards and counted down by each; the last one gives buffer and tables back.
/// Invariant: <see cref="Buffer"/> is never written while the count is above zero.
/// </summary>
public sealed class CommandBatch
{
    private const int MaxPooledRefs = 4096;
    private static readonly BoundedPool<CommandBatch> Pool = new(capacity: 1024);

    private ArgRef[] _args = new ArgRef[64];
    private CommandRef[] _commands = new CommandRef[16];
    private int _argCount;
    private int _refCount;

    private CommandBatch()
    {
    }

    /// <summary>Batches taken and not yet released, over the whole process.</summary>
    public static long Outstanding => Pool.Outstanding;

    public byte[] Buffer { get; private set; } = [];

    public int Count { get; private set; }

    /// <summary>Request bytes of the commands in this batch.</summary>
    public int Bytes { get; set; }

    /// <summary>An empty batch with one reference, over a buffer rented from <see cref="BufferPool"/> that it takes over.</summary>
    public static CommandBatch Take(byte[] buffer)
    {
        if (!Pool.TryTake(out var batch))
            batch = new CommandBatch();
        batch.Buffer = buffer;
        batch._refCount = 1;
        return batch;
    }

    public void AddArg(int offset, int length)
    {
        if (_argCount == _args.Length)
            Array.Resize(ref _args, _args.Length * 2);
        _args[_argCount++] = new ArgRef(offset, length);
    }

    public void AddArg(ArgRef arg) => AddArg(arg.Offset, arg.Length);

    /// <summary>Arguments added so far: where the next command's first argument will be.</summary>
    public int ArgCount => _argCount;

    /// <summary>Drops arguments back to a former <see cref="ArgCount"/>.</summary>
    public void TruncateArgs(int argCount) => _argCount = argCount;

    /// <summary>Closes the command whose arguments were added since <paramref name="firstArg"/>.</summary>
    public void EndCommand(int firstArg)
    {
        if (Count == _commands.Length)
            Array.Resize(ref _commands, _commands.Length * 2);
        _commands[Count++] = new CommandRef(firstArg, _argCount - firstArg);
    }

    public Args this[int command]
    {
        get
        {
            var c = _commands[command];
            return new Args(Buffer, _args, c.First, c.Count);
        }
    }

    /// <summary>Where the arguments of a command are, for <see cref="ArgsAt"/>.</summary>
    public CommandRef RefOf(int command) => _commands[command];

    /// <summary>Set on a last batch without commands when the client broke the protocol: the error to answer before closing.</summary>
    public string? ProtocolError { get; set; }

    /// <summary>Arguments added with <see cref="AddArg(ArgRef)"/> after parsing: a part of a command dealt out by key.</summary>
    public Args ArgsAt(int first, int count) => new(Buffer, _args, first, count);

    /// <summary>Takes the arguments from <paramref name="firstArg"/> on away and adds them to another batch whose buffer starts
    /// <paramref name="shift"/> bytes later.</summary>
    internal void MoveArgsTo(CommandBatch next, int firstArg, int shift)
    {
        for (var i = firstArg; i < _argCount; i++)
            next.AddArg(_args[i].Offset - shift, _args[i].Length);
        _argCount = firstArg;
    }

    /// <summary>
    /// Moves the content to a bigger buffer, offsets unchanged; the old buffer goes back to the pool. Only the reader calls
    /// this, before anyone else holds the batch.
    /// </summary>
    public void ReplaceBuffer(byte[] bigger, int usedBytes)
    {
        Buffer.AsSpan(0, usedBytes).CopyTo(bigger);
        BufferPool.Return(Buffer);
        Buffer = bigger;
    }

    public void AddReference() => Interlocked.Increment(ref _refCount);

    public void Release()
    {
        var left = Interlocked.Decrement(ref _refCount);
        if (left > 0)
            return;
        if (left < 0)
            throw new InvalidOperationException("batch released twice");
        BufferPool.Return(Buffer);
        Buffer = [];
        ProtocolError = null;
        Count = 0;
        Bytes = 0;
        _argCount = 0;
        Pool.Return(this, keep: _args.Length <= MaxPooledRefs && _commands.Length <= MaxPooledRefs);
    }
}
