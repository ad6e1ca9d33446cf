using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>The registers of several HyperLogLogs in one, a byte each: the highest value that any of them has.</summary>
internal sealed class HyperLogLogUnion
{
    public byte[] Registers { get; } = new byte[HyperLogLog.Registers];

    public bool AnyDense { get; private set; }

    /// <summary>How many of the keys were there.</summary>
    public int Found { get; private set; }

    /// <summary>False, with the error written, when the key is no HyperLogLog or a corrupt one.</summary>
    public bool TryAdd(ReadContext c, ReadOnlySpan<byte> key)
    {
        if (!c.TryFindHyperLogLog(key, out var entry))
            return false;
        if (entry.IsNone)
            return true;
        Found++;
        var bytes = entry.HyperLogLogBytes();
        AnyDense |= HyperLogLog.IsDense(bytes);
        if (HyperLogLog.TryMerge(bytes, Registers))
            return true;
        c.Reply.Error(HyperLogLogAccess.Corrupt);
        return false;
    }
}

internal delegate void UseUnion(WriteContext c, HyperLogLogUnion union);

/// <summary>
/// The union of many keys in slices, and what is done with it. No key is written meanwhile, but its time may pass: when not
/// all are there that were, the command runs anew, at once.
/// </summary>
internal sealed class HyperLogLogUnionJob(byte[][] keys, UseUnion use) : ISlicedWrite
{
    /// <summary>Looking at all registers of a key costs as much as many of the elements that a unit of work stands for.</summary>
    private const int UnitsPerKey = 200;

    private readonly HyperLogLogUnion _union = new();
    private int _next;
    private bool _failed;

    public ReadOnlyMemory<byte> LockedKey => keys[0];

    public IReadOnlyList<byte[]> MoreLockedKeys => new ArraySegment<byte[]>(keys, 1, keys.Length - 1);

    public bool Step(ReadContext c, int units)
    {
        for (var left = Math.Max(1, units / UnitsPerKey); left > 0 && _next < keys.Length && !_failed; left--)
            _failed = !_union.TryAdd(c, keys[_next++]);
        return _failed || _next == keys.Length;
    }

    public void Apply(WriteContext c)
    {
        if (_failed)
            return;
        var found = 0;
        foreach (var key in keys)
            found += c.Find(key).IsNone ? 0 : 1;
        if (found == _union.Found)
            use(c, _union);
        else
            RunAtOnce(c, use);
    }

    /// <summary>Runs at once for few keys; suspends the command for more.</summary>
    public static void Run(WriteContext c, UseUnion use)
    {
        if (c.Args.Count - 1 <= c.Settings.SliceElements / UnitsPerKey)
        {
            RunAtOnce(c, use);
            return;
        }

        var keys = new byte[c.Args.Count - 1][];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = c.Args[i + 1].ToArray();
        c.Suspend(new HyperLogLogUnionJob(keys, use));
    }

    private static void RunAtOnce(WriteContext c, UseUnion use)
    {
        var union = new HyperLogLogUnion();
        for (var i = 1; i < c.Args.Count; i++)
        {
            if (!union.TryAdd(c, c.Args[i]))
                return;
        }

        use(c, union);
    }
}
