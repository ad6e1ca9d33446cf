namespace AkkaRedis.Shard.Values;

/// <summary>
/// A run of equal registers, as the sparse form has them one after the other:
/// 00nnnnnn: 1 to 64 zeros; 01nnnnnn nnnnnnnn: 1 to 16384 zeros, highest byte first; 1vvvvvnn: 1 to 4 registers of value 1 to 32.
/// Numbers are stored less one.
/// </summary>
internal readonly record struct HyperLogLogRun(int Registers, byte Value, int Bytes)
{
    public const byte MaxValue = 32;
    public const int MaxValueRegisters = 4;
    private const int MaxShortZeros = 64;
    private const byte ValueFlag = 0x80;
    private const byte LongFlag = 0x40;

    public bool IsValue => Value > 0;

    public bool IsLongZeros => Bytes == 2;

    public static HyperLogLogRun At(ReadOnlySpan<byte> runs, int at)
    {
        var head = runs[at];
        if ((head & ValueFlag) != 0)
            return new HyperLogLogRun((head & 3) + 1, (byte)((head >> 2 & 0x1F) + 1), 1);
        if ((head & LongFlag) == 0)
            return new HyperLogLogRun(head + 1, 0, 1);
        var low = at + 1 < runs.Length ? runs[at + 1] : 0;
        return new HyperLogLogRun(((head & 0x3F) << 8 | low) + 1, 0, 2);
    }

    /// <summary>Writes a run in its shortest form; number of bytes.</summary>
    public static int Write(Span<byte> to, byte value, int registers)
    {
        var stored = registers - 1;
        if (value > 0)
        {
            to[0] = (byte)(ValueFlag | (value - 1) << 2 | stored);
            return 1;
        }

        if (registers <= MaxShortZeros)
        {
            to[0] = (byte)stored;
            return 1;
        }

        to[0] = (byte)(LongFlag | stored >> 8);
        to[1] = (byte)stored;
        return 2;
    }

    /// <summary>
    /// Raises registers to what the runs say; false when the runs are not about exactly all of them. A value's run that would go
    /// beyond the last one ends the reading.
    /// </summary>
    public static bool TryMerge(ReadOnlySpan<byte> runs, Span<byte> registers)
    {
        var register = 0;
        for (var at = 0; at < runs.Length;)
        {
            var run = At(runs, at);
            if (run.IsValue && register + run.Registers > HyperLogLog.Registers)
                break;
            for (var i = 0; run.IsValue && i < run.Registers; i++)
                registers[register + i] = Math.Max(registers[register + i], run.Value);
            register += run.Registers;
            at += run.Bytes;
        }

        return register == HyperLogLog.Registers;
    }

    /// <summary>Counts registers by value; false when the runs are not about exactly all of them.</summary>
    public static bool TryCountValues(ReadOnlySpan<byte> runs, Span<int> histogram)
    {
        var register = 0;
        for (var at = 0; at < runs.Length;)
        {
            var run = At(runs, at);
            histogram[run.Value] += run.Registers;
            register += run.Registers;
            at += run.Bytes;
        }

        return register == HyperLogLog.Registers;
    }
}
