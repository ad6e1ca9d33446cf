using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Protocol.Batches;

/// <summary>What became of a shard batch as a whole.</summary>
public enum ShardBatchOutcome : byte
{
    /// <summary>Every item was executed and has its reply.</summary>
    Done,

    /// <summary>Nothing was executed: the shard is at another epoch. Safe to send again.</summary>
    WrongEpoch,

    /// <summary>Nothing was executed: the deadline had passed when the shard came to it.</summary>
    DeadlinePassed,

    /// <summary>
    /// Items before <see cref="ShardBatch.Next"/> were executed; the rest waits until their replies were taken out and the
    /// same batch is told to the shard again. Later batches of the connection wait behind it.
    /// </summary>
    ReplyFull,

    /// <summary>The shard stopped while it held the batch: some of it may have been executed.</summary>
    Unknown,
}

public enum ShardItemKind : byte
{
    /// <summary>One command.</summary>
    Command,

    /// <summary>
    /// Start of a transaction: the following <see cref="ShardItem.ArgCount"/> items run as one unit if no watched key
    /// changed. Its own reply is empty when they ran, the null array when they did not (and theirs are empty).
    /// </summary>
    Transaction,
}

/// <summary>One command for a shard: its row, where its arguments lie in the source batch, and where its reply ends.</summary>
public struct ShardItem
{
    public CommandRow? Row;
    public int FirstArg;
    public int ArgCount;
    public int ReplyEnd;
    public short Db;
    public byte Protocol;
    public ShardItemKind Kind;

    /// <summary>For a transaction: the connection watches keys on this shard.</summary>
    public bool Watching;

    /// <summary>The client is to hear when a key that the command reads changes (CLIENT TRACKING).</summary>
    public bool Tracks;
}

/// <summary>Takes shard batches back and hears of them; called on the shard's thread, must only queue.</summary>
public interface IReplySink
{
    void Completed(ShardBatch batch);

    /// <summary>The next command of the batch, which stays with the shard, waits for keys (BLPOP and its like).</summary>
    void Waiting(ShardBatch batch)
    {
    }

    /// <summary>The command that waits is run again; it is over with this, or <see cref="Waiting"/> is called once more.</summary>
    void Serving(ShardBatch batch)
    {
    }
}

/// <summary>
/// The one message from the edge to a shard: what one read chunk of one connection holds for that shard, in order, with
/// room for the replies. Goes to the shard actor with <c>Tell</c>, comes back to <see cref="ReplyTo"/> exactly once; pooled.
/// Ownership moves with the message: the sender does not touch it until it is back.
/// </summary>
public sealed class ShardBatch
{
    private const int MaxPooledItems = 4096;
    private static readonly BoundedPool<ShardBatch> Pool = new(capacity: 1024);

    private ShardItem[] _items = new ShardItem[16];

    private ShardBatch()
    {
    }

    /// <summary>Batches taken and not yet released, over the whole process.</summary>
    public static long Outstanding => Pool.Outstanding;

    public int Shard { get; private set; }

    /// <summary>The reign the sender believes in; the shard refuses any other.</summary>
    public long Epoch { get; set; }

    /// <summary>Monotonic timestamp (TimeProvider.GetTimestamp) after which the shard must not start it.</summary>
    public long DeadlineTimestamp { get; set; }

    /// <summary>Commands of one connection are executed in the order of its batches, also when one of them is suspended.</summary>
    public long ConnectionId { get; private set; }

    public CommandBatch Source { get; private set; } = null!;

    public IReplySink ReplyTo { get; private set; } = null!;

    /// <summary>The sender's own reference to what it waits for with this batch.</summary>
    public object? Tag { get; set; }

    public ShardBatchOutcome Outcome { get; set; }

    public RespWriter Reply { get; } = new();

    public int Count { get; private set; }

    /// <summary>Items already executed: where a suspended batch goes on.</summary>
    public int Next { get; set; }

    /// <summary>The first item whose reply is in <see cref="Reply"/>; those before were taken out.</summary>
    public int ReplyBase { get; private set; }

    /// <summary>The shard has set the memory of the keys of items before this one under way.</summary>
    public int PrefetchedTo { get; set; }

    /// <summary>End of the shard's log after the last effect of this batch; 0 when it has none.</summary>
    public long LoggedTo { get; set; }

    /// <summary>The sender's order of its batches; used when several must be sent again.</summary>
    public long Sequence { get; set; }

    /// <summary>The connection has ended: the rest is not to be executed. Set by the sender, or by the shard that was told so.</summary>
    public bool IsAbandoned { get; set; }

    public static ShardBatch Take(int shard, long connectionId, CommandBatch source, IReplySink replyTo)
    {
        if (!Pool.TryTake(out var batch))
            batch = new ShardBatch();
        source.AddReference();
        batch.Shard = shard;
        batch.ConnectionId = connectionId;
        batch.Source = source;
        batch.ReplyTo = replyTo;
        return batch;
    }

    public ref ShardItem this[int index] => ref _items.AsSpan(0, Count)[index];

    public Args ArgsOf(in ShardItem item) => Source.ArgsAt(item.FirstArg, item.ArgCount);

    /// <summary>Appends an item and returns its index.</summary>
    public int Add(in ShardItem item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, _items.Length * 2);
        _items[Count] = item;
        return Count++;
    }

    /// <summary>Where the reply of an item starts in <see cref="Reply"/>.</summary>
    public int ReplyStartOf(int index) => index == ReplyBase ? 0 : _items[index - 1].ReplyEnd;

    /// <summary>The reply bytes of one item; valid until release.</summary>
    public ReadOnlySpan<byte> ReplyOf(int index) => Reply.WrittenSpan[ReplyStartOf(index).._items[index].ReplyEnd];

    /// <summary>Forgets the replies so far, which were taken out, to make room for those from <see cref="Next"/> on.</summary>
    public void BeginNextReply()
    {
        Reply.Release();
        ReplyBase = Next;
        Outcome = ShardBatchOutcome.Done;
    }

    /// <summary>Gives every item that was not executed to its end this error as its reply.</summary>
    public void FailRest(ReadOnlySpan<byte> error)
    {
        Reply.EndGuard();
        Reply.Length = ReplyStartOf(Next);
        for (; Next < Count; Next++)
        {
            Reply.Error(error);
            _items[Next].ReplyEnd = Reply.Length;
        }

        Outcome = ShardBatchOutcome.Done;
    }

    public void Release()
    {
        if (Source is null)
            throw new InvalidOperationException("shard batch released twice");
        Source.Release();
        Source = null!;
        ReplyTo = null!;
        Tag = null;
        Outcome = ShardBatchOutcome.Done;
        Reply.Release();
        Count = 0;
        Next = 0;
        PrefetchedTo = 0;
        LoggedTo = 0;
        ReplyBase = 0;
        IsAbandoned = false;
        Pool.Return(this, keep: _items.Length <= MaxPooledItems);
    }
}
