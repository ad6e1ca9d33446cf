using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>What BITCOUNT and BITPOS look for, range by range in order.</summary>
internal interface IBitScan
{
    /// <summary>What is left to look at.</summary>
    BitRange Left { get; }

    /// <summary>Looks at the next bits, up to the given one; true when the result is known.</summary>
    bool Take(ReadOnlySpan<byte> bytes, long last);

    /// <summary>The reply, when the result is known or nothing is left.</summary>
    long Answer { get; }

    /// <summary>The reply for a key that is not there.</summary>
    long AnswerForNone { get; }
}

/// <summary>BITCOUNT.</summary>
internal struct BitCounting(BitRange range) : IBitScan
{
    public BitRange Left { get; private set; } = range;

    public long Answer { get; private set; }

    public readonly long AnswerForNone => 0;

    public bool Take(ReadOnlySpan<byte> bytes, long last)
    {
        Answer += Bits.Count(bytes, Left.First, last);
        Left = Left with { First = last + 1 };
        return false;
    }
}

/// <summary>BITPOS. A string to whose end it may look goes on with zeros there; a range that is given does not.</summary>
internal struct BitSearch(BitRange range, bool isSet, bool isBounded) : IBitScan
{
    private readonly long _answerForNotFound = isSet || isBounded || range.IsEmpty ? -1 : range.Last + 1;
    private long _found = -1;

    public BitRange Left { get; private set; } = range;

    public readonly long Answer => _found >= 0 ? _found : _answerForNotFound;

    public readonly long AnswerForNone => isSet ? -1 : 0;

    public bool Take(ReadOnlySpan<byte> bytes, long last)
    {
        _found = Bits.Find(bytes, Left.First, last, isSet);
        Left = Left with { First = last + 1 };
        return _found >= 0;
    }
}

/// <summary>
/// Looks at a string in slices. The string is looked up again for each, as its place may have changed. When the key's time
/// has passed meanwhile and it is gone, the reply is that of a moment after that.
/// </summary>
internal sealed class BitScanJob<TScan>(TScan scan, byte[] key) : ISlicedJob
    where TScan : struct, IBitScan
{
    private TScan _scan = scan;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        var entry = c.Db.Find(key);
        if (entry.IsNone)
        {
            c.Reply.Integer(_scan.AnswerForNone);
            return true;
        }

        var last = Math.Min(_scan.Left.Last, (_scan.Left.First | 7) + 8L * Bits.BytesPerUnit * units);
        if (!_scan.Take(entry.GetString([]), last) && !_scan.Left.IsEmpty)
            return false;
        c.Reply.Integer(_scan.Answer);
        return true;
    }
}

internal static class BitScanJob
{
    /// <summary>Looks at a short range at once; suspends the command for a longer one.</summary>
    public static void Run<TScan>(ReadContext c, Entry entry, TScan scan)
        where TScan : struct, IBitScan
    {
        var bits = scan.Left.Last - scan.Left.First + 1;
        if (bits >> 3 > (long)c.Settings.SliceElements * Bits.BytesPerUnit)
        {
            c.Suspend(new BitScanJob<TScan>(scan, c.Args[1].ToArray()));
            return;
        }

        Span<byte> scratch = stackalloc byte[20];
        if (bits > 0)
            scan.Take(entry.GetString(scratch), scan.Left.Last);
        c.Reply.Integer(scan.Answer);
    }
}
