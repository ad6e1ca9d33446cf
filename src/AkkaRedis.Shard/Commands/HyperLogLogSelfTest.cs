using System.Buffers.Binary;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// PFSELFTEST, in slices: adds numbers to one HyperLogLog that starts sparse and one that is dense from the start. They must
/// agree at any time, and be right within four times the standard error.
/// </summary>
internal sealed class HyperLogLogSelfTest : ISlicedJob
{
    private const int Elements = 100_000;
    private const int CheckEvery = 5_000;
    private const long SparseMaxBytes = 3_000;

    /// <summary>1.04 / sqrt(registers).</summary>
    private const double StandardError = 0.008125;

    private readonly byte[] _mixed = New();
    private readonly byte[] _dense = New();
    private readonly int _denseLength;
    private int _mixedLength = HyperLogLog.EmptyBytes;
    private int _added;

    public HyperLogLogSelfTest()
    {
        var edit = new HyperLogLogEdit(_dense, HyperLogLog.EmptyBytes, SparseMaxBytes);
        edit.TryMakeDense();
        _denseLength = edit.Bytes.Length;
    }

    public ReadOnlyMemory<byte> LockedKey => default;

    public bool Step(ReadContext c, int units)
    {
        var mixed = new HyperLogLogEdit(_mixed, _mixedLength, SparseMaxBytes);
        var dense = new HyperLogLogEdit(_dense, _denseLength, SparseMaxBytes);
        Span<byte> element = stackalloc byte[sizeof(int)];
        for (; units > 0; units--)
        {
            BinaryPrimitives.WriteInt32LittleEndian(element, _added++);
            var register = HyperLogLogHash.RegisterOf(element, out var value);
            if (mixed.Raise(register, value) != dense.Raise(register, value))
                return Fail(c, "sparse and dense differ");
            if (_added % CheckEvery == 0 && !IsAbout(mixed.Bytes, _added))
                return Fail(c, "the count is too far off");
            if (_added == Elements)
            {
                c.Reply.Ok();
                return true;
            }
        }

        _mixedLength = mixed.Bytes.Length;
        return false;
    }

    private static bool Fail(ReadContext c, string what)
    {
        c.Reply.Error($"TESTFAILED {what}");
        return true;
    }

    private static bool IsAbout(ReadOnlySpan<byte> bytes, int elements)
    {
        Span<int> histogram = stackalloc int[HyperLogLogEstimate.HistogramLength];
        histogram.Clear();
        return HyperLogLog.TryCountValues(bytes, histogram)
            && Math.Abs(HyperLogLogEstimate.Of(histogram) - elements) <= 4 * StandardError * elements;
    }

    private static byte[] New()
    {
        var bytes = new byte[HyperLogLogEdit.BufferBytes(HyperLogLog.EmptyBytes)];
        HyperLogLog.WriteEmpty(bytes.AsSpan(0, HyperLogLog.EmptyBytes));
        return bytes;
    }
}
