using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// HyperLogLogs: elements are added, and how many different ones there are is told. PFCOUNT of one key keeps its result in the
/// value, as Redis does: it is readonly to clients, and logged when it did.
/// </summary>
internal static class HyperLogLogCommands
{
    /// <summary>PFMERGE is announced as what it amounts to.</summary>
    private static readonly KeyEvent Added = new('$', "pfadd");

    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("pfadd", -2, DenyOom | Fast, KeySpec.One, PfAdd, "hyperloglog", "2.8.9",
            "Adds elements to a HyperLogLog."),
        ShardCommand.CachingRead("pfcount", -2, None, KeySpec.All, PfCount, "hyperloglog", "2.8.9",
            "Tells about how many different elements were added to HyperLogLogs."),
        ShardCommand.Write("pfmerge", -2, DenyOom, KeySpec.All, PfMerge, "hyperloglog", "2.8.9", "Merges HyperLogLogs into one."),
        .. HyperLogLogDebug.Rows,
    ];

    private static void PfAdd(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TryFindHyperLogLog(key, out var entry))
            return;
        var raised = !entry.IsNone && HyperLogLog.IsDense(entry.HyperLogLogBytes()) ? AddToDense(c, key) : AddToSparse(c, key, entry);
        if (raised == HyperLogLogChange.Corrupt)
        {
            c.Reply.Error(HyperLogLogAccess.Corrupt);
            return;
        }

        if (raised == HyperLogLogChange.Raised)
            c.Modified(key, Added);
        c.Reply.Integer(raised == HyperLogLogChange.Raised ? 1 : 0);
    }

    private static HyperLogLogChange AddToDense(WriteContext c, ReadOnlySpan<byte> key)
    {
        var bytes = c.Db.MutableString(key, HyperLogLog.DenseBytes);
        var raised = HyperLogLogChange.None;
        for (var i = 2; i < c.Args.Count; i++)
        {
            var register = HyperLogLogHash.RegisterOf(c.Args[i], out var value);
            if (HyperLogLogDense.TryRaise(bytes, register, value))
                raised = HyperLogLogChange.Raised;
        }

        if (raised == HyperLogLogChange.Raised)
            HyperLogLog.MarkStale(bytes);
        return raised;
    }

    private static HyperLogLogChange AddToSparse(WriteContext c, ReadOnlySpan<byte> key, Entry entry)
    {
        var buffer = BeginEdit(c, entry, out var edit);
        var raised = entry.IsNone ? HyperLogLogChange.Raised : HyperLogLogChange.None;
        for (var i = 2; i < c.Args.Count && raised != HyperLogLogChange.Corrupt; i++)
        {
            var register = HyperLogLogHash.RegisterOf(c.Args[i], out var value);
            var change = edit.Raise(register, value);
            if (change != HyperLogLogChange.None)
                raised = change;
        }

        if (raised == HyperLogLogChange.Raised)
            Store(c, key, edit);
        BufferPool.Return(buffer);
        return raised;
    }

    private static void PfCount(WriteContext c)
    {
        if (c.Args.Count > 2)
        {
            HyperLogLogUnionJob.Run(c, static (c, union) => c.Reply.Integer(HyperLogLogEstimate.OfRegisters(union.Registers)));
            return;
        }

        var key = c.Args[1];
        var found = c.TryFindHyperLogLog(key, out var entry);
        if (entry.IsNone)
            c.Counters.Misses++;
        else
            c.Counters.Hits++;
        if (!found)
            return;
        if (entry.IsNone)
            c.Reply.Integer(0);
        else if (HyperLogLog.TryReadCardinality(entry.HyperLogLogBytes(), out var known))
            c.Reply.Integer(known);
        else
            CountAnew(c, key, entry);
    }

    private static void CountAnew(WriteContext c, ReadOnlySpan<byte> key, Entry entry)
    {
        Span<int> histogram = stackalloc int[HyperLogLogEstimate.HistogramLength];
        histogram.Clear();
        if (!HyperLogLog.TryCountValues(entry.HyperLogLogBytes(), histogram))
        {
            c.Reply.Error(HyperLogLogAccess.Corrupt);
            return;
        }

        var cardinality = HyperLogLogEstimate.Of(histogram);
        HyperLogLog.WriteCardinality(c.Db.MutableString(key, HyperLogLog.HeaderBytes), cardinality);
        c.Modified(key, KeyEvent.None);
        c.Reply.Integer(cardinality);
    }

    private static void PfMerge(WriteContext c) => HyperLogLogUnionJob.Run(c, StoreUnion);

    private static void StoreUnion(WriteContext c, HyperLogLogUnion union)
    {
        var key = c.Args[1];
        var buffer = BeginEdit(c, c.FindAgain(key), out var edit);
        if (!union.AnyDense || edit.TryMakeDense())
        {
            for (var i = 0; i < HyperLogLog.Registers; i++)
            {
                if (union.Registers[i] > 0)
                    edit.Raise(i, union.Registers[i]);
            }

            Store(c, key, edit);
            c.Modified(key, Added);
            c.Reply.Ok();
        }
        else
        {
            c.Reply.Error(HyperLogLogAccess.Corrupt);
        }

        BufferPool.Return(buffer);
    }

    /// <summary>A copy of the value, of an empty one when there is none, to be changed; the buffer is to be returned to its pool.</summary>
    private static byte[] BeginEdit(WriteContext c, Entry entry, out HyperLogLogEdit edit)
    {
        var length = entry.IsNone ? HyperLogLog.EmptyBytes : entry.StringLength;
        var buffer = BufferPool.Rent(HyperLogLogEdit.BufferBytes(length));
        if (entry.IsNone)
            HyperLogLog.WriteEmpty(buffer.AsSpan(0, length));
        else
            entry.GetString([]).CopyTo(buffer);
        edit = new HyperLogLogEdit(buffer, length, c.Settings.HllSparseMaxBytes);
        return buffer;
    }

    private static void Store(WriteContext c, ReadOnlySpan<byte> key, in HyperLogLogEdit edit)
    {
        edit.MarkStale();
        c.Db.SetRawString(key, edit.Bytes, Expiry.Keep);
    }
}
