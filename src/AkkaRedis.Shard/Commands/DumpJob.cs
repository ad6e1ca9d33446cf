using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>Writes a value aside, sums up its bytes, and gives them as the reply when they are complete.</summary>
internal sealed class DumpJob : ISlicedJob
{
    /// <summary>How many times more than a look at an element it costs to compress and write it.</summary>
    private const int WorkPerUnit = 8;

    private readonly RdbOutput _output;
    private readonly RdbValueWriter? _writer;
    private readonly byte[] _key;
    private bool _isWritten;
    private int _summedTo;
    private ulong _checksum;

    public DumpJob(RdbValueWriter writer, byte[] key, long expectedBytes)
    {
        _writer = writer;
        _key = key;
        _output = new RdbOutput(expectedBytes);
        _output.Byte(writer.Type);
    }

    private DumpJob(ReadOnlySpan<byte> text)
    {
        _key = [];
        _isWritten = true;
        _output = new RdbOutput(text.Length + 32L);
        _output.Byte(RdbValueWriter.TypeOfString);
        _output.Text(text);
    }

    /// <summary>A string is written at once, so its key need not be locked.</summary>
    public static DumpJob OfString(Entry entry)
    {
        Span<byte> scratch = stackalloc byte[20];
        return new DumpJob(entry.GetString(scratch));
    }

    public ReadOnlyMemory<byte> LockedKey => _key;

    /// <summary>Does at once what is little; suspends the command for more.</summary>
    public void Run(ReadContext c)
    {
        if (!Step(c, Math.Max(1, c.Settings.SliceElements / WorkPerUnit)))
            c.Suspend(this);
    }

    public bool Step(ReadContext c, int units)
    {
        _isWritten = _isWritten || _writer!.Step(_output, units);
        if (!Sum(units) || !_isWritten)
            return false;
        _output.Raw([(byte)DumpPayload.Version, DumpPayload.Version >> 8]);
        _output.UInt64(Crc64.Append(_checksum, _output.Written[_summedTo..]));
        if (_output.HasOverflown)
            c.Reply.Error("ERR the value is too large to be dumped");
        else
            c.Reply.Bulk(_output.Written);
        return true;
    }

    /// <summary>Sums up further bytes; true when all that were written are.</summary>
    private bool Sum(int units)
    {
        var rest = _output.Written[_summedTo..];
        rest = rest[..(int)Math.Min(rest.Length, (long)units * CollectionCopy.UnitBytes)];
        _checksum = Crc64.Append(_checksum, rest);
        _summedTo += rest.Length;
        return _summedTo == _output.Length;
    }
}
