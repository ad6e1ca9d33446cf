using System.Buffers.Text;

namespace AkkaRedis.Shard.Values;

/// <summary>The id of a stream's entry: Unix milliseconds, as a rule, and a number among those of one millisecond.</summary>
public readonly record struct StreamId(ulong Ms, ulong Seq) : IComparable<StreamId>
{
    /// <summary>Longest text of an id, in bytes.</summary>
    public const int MaxTextBytes = 41;

    public static readonly StreamId Min;
    public static readonly StreamId Max = new(ulong.MaxValue, ulong.MaxValue);

    public static bool operator <(StreamId a, StreamId b) => a.CompareTo(b) < 0;

    public static bool operator >(StreamId a, StreamId b) => a.CompareTo(b) > 0;

    public static bool operator <=(StreamId a, StreamId b) => a.CompareTo(b) <= 0;

    public static bool operator >=(StreamId a, StreamId b) => a.CompareTo(b) >= 0;

    public int CompareTo(StreamId other) => Ms != other.Ms ? Ms.CompareTo(other.Ms) : Seq.CompareTo(other.Seq);

    /// <summary>The id right after this one; false, with the smallest, when this is the greatest.</summary>
    public bool TryNext(out StreamId next)
    {
        var hasNext = this != Max;
        next = Seq < ulong.MaxValue ? new StreamId(Ms, Seq + 1) : new StreamId(unchecked(Ms + 1), 0);
        return hasNext;
    }

    /// <summary>The id right before this one; false, with the greatest, when this is the smallest.</summary>
    public bool TryPrevious(out StreamId previous)
    {
        var hasPrevious = this != Min;
        previous = Seq > 0 ? new StreamId(Ms, Seq - 1) : new StreamId(unchecked(Ms - 1), ulong.MaxValue);
        return hasPrevious;
    }

    /// <summary>Writes the text "ms-seq"; its bytes.</summary>
    public int WriteTo(Span<byte> text)
    {
        Utf8Formatter.TryFormat(Ms, text, out var length);
        text[length++] = (byte)'-';
        Utf8Formatter.TryFormat(Seq, text[length..], out var seqLength);
        return length + seqLength;
    }

    public byte[] ToText()
    {
        Span<byte> text = stackalloc byte[MaxTextBytes];
        return text[..WriteTo(text)].ToArray();
    }

    public override string ToString() => $"{Ms}-{Seq}";
}
