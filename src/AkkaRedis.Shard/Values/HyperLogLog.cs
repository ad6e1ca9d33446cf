namespace AkkaRedis.Shard.Values;

/// <summary>
/// The bytes of a HyperLogLog, which is a string that clients may read and write as such; byte for byte those of Redis.
/// A header of 16 bytes: "HYLL", the encoding (0 dense, 1 sparse), 3 unused bytes, and the cardinality as it was last counted, 8
/// bytes, lowest first, whose highest bit says that it holds no longer. Then 16384 registers of values 0 to 51: dense, 6 bits
/// each (<see cref="HyperLogLogDense"/>), or sparse, as runs of equal ones (<see cref="HyperLogLogRun"/>).
/// </summary>
internal static class HyperLogLog
{
    public const int RegisterBits = 14;
    public const int Registers = 1 << RegisterBits;

    /// <summary>Bits of a hash that a register's value comes from.</summary>
    public const int RankBits = 64 - RegisterBits;

    public const int HeaderBytes = 16;
    public const int DenseBytes = HeaderBytes + Registers * 6 / 8;

    /// <summary>One run of zeros for all registers.</summary>
    public const int EmptyBytes = HeaderBytes + 2;

    private const int EncodingAt = 4;
    private const int CardinalityAt = 8;
    private const byte Dense = 0;
    private const byte Sparse = 1;
    private const byte StaleFlag = 0x80;

    /// <summary>Does the header say that it is one?</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeaderBytes && bytes.StartsWith("HYLL"u8) && bytes[EncodingAt] <= Sparse
        && (bytes[EncodingAt] != Dense || bytes.Length == DenseBytes);

    public static bool IsDense(ReadOnlySpan<byte> bytes) => bytes[EncodingAt] == Dense;

    /// <summary>Writes the header and the one run of an empty, sparse one; the bytes are <see cref="EmptyBytes"/>.</summary>
    public static void WriteEmpty(Span<byte> bytes)
    {
        bytes.Clear();
        "HYLL"u8.CopyTo(bytes);
        bytes[EncodingAt] = Sparse;
        HyperLogLogRun.Write(bytes[HeaderBytes..], value: 0, Registers);
    }

    /// <summary>Makes the header that of a dense one.</summary>
    public static void MarkDense(Span<byte> bytes) => bytes[EncodingAt] = Dense;

    /// <summary>Says that the cardinality must be counted anew.</summary>
    public static void MarkStale(Span<byte> bytes) => bytes[HeaderBytes - 1] |= StaleFlag;

    /// <summary>The cardinality as it was last counted; false when it holds no longer.</summary>
    public static bool TryReadCardinality(ReadOnlySpan<byte> bytes, out long cardinality)
    {
        cardinality = System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(bytes[CardinalityAt..]);
        return (bytes[HeaderBytes - 1] & StaleFlag) == 0;
    }

    public static void WriteCardinality(Span<byte> bytes, long cardinality) =>
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes[CardinalityAt..], cardinality);

    /// <summary>Raises each of <paramref name="registers"/>, a byte each, to the value that it has here; false for a corrupt one.</summary>
    public static bool TryMerge(ReadOnlySpan<byte> bytes, Span<byte> registers)
    {
        if (!IsDense(bytes))
            return HyperLogLogRun.TryMerge(bytes[HeaderBytes..], registers);
        for (var i = 0; i < Registers; i++)
            registers[i] = Math.Max(registers[i], HyperLogLogDense.Read(bytes, i));
        return true;
    }

    /// <summary>Counts the registers by value into <paramref name="histogram"/> (64 places); false for a corrupt one.</summary>
    public static bool TryCountValues(ReadOnlySpan<byte> bytes, Span<int> histogram)
    {
        if (!IsDense(bytes))
            return HyperLogLogRun.TryCountValues(bytes[HeaderBytes..], histogram);
        for (var i = 0; i < Registers; i++)
            histogram[HyperLogLogDense.Read(bytes, i)]++;
        return true;
    }
}
