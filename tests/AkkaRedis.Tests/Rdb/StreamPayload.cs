using System.Buffers.Binary;
using System.Text;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Tests.Rdb;

/// <summary>The encoding of a stream put together by hand, piece by piece, in one of its three forms.</summary>
internal sealed class StreamPayload
{
    public const byte First = 15;
    public const byte WithHistory = 19;
    public const byte WithActiveTimes = 21;

    private readonly RdbOutput _output = new();
    private readonly byte _type;

    public StreamPayload(byte type, int nodes)
    {
        _type = type;
        _output.Byte(type);
        _output.Count(nodes);
    }

    public byte[] Payload => Payloads.WithFooter(_output.Written);

    /// <summary>A node: its id, and the elements of its listpack.</summary>
    public StreamPayload Node(ulong ms, ulong seq, params object[] elements)
    {
        var pack = new ListpackWriter();
        foreach (var element in elements)
            pack.Add(Encoding.Latin1.GetBytes($"{element}"));
        _output.Text(Id(ms, seq));
        _output.Text(pack.Take());
        return this;
    }

    /// <summary>Entries, last id, and, in the forms that have them, first id, greatest deleted id and entries added.</summary>
    public StreamPayload History(ulong entries, (ulong Ms, ulong Seq) last, (ulong Ms, ulong Seq) maxDeleted = default, ulong added = 0)
    {
        Numbers(entries, last.Ms, last.Seq);
        if (_type != First)
            Numbers(0, 0, maxDeleted.Ms, maxDeleted.Seq, added);
        return this;
    }

    public StreamPayload Groups(int count)
    {
        _output.Count(count);
        return this;
    }

    public StreamPayload Group(string name, (ulong Ms, ulong Seq) last, ulong read, params (ulong Ms, ulong Seq)[] pending)
    {
        _output.Text(Encoding.Latin1.GetBytes(name));
        Numbers(last.Ms, last.Seq);
        if (_type != First)
            Numbers(read);
        _output.Count(pending.Length);
        foreach (var (ms, seq) in pending)
        {
            _output.Raw(Id(ms, seq));
            _output.UInt64(1_000 + ms);
            _output.Count(3);
        }

        return this;
    }

    public StreamPayload Consumers(int count) => Groups(count);

    public StreamPayload Consumer(string name, params (ulong Ms, ulong Seq)[] pending)
    {
        _output.Text(Encoding.Latin1.GetBytes(name));
        _output.UInt64(5_000);
        if (_type == WithActiveTimes)
            _output.UInt64(6_000);
        _output.Count(pending.Length);
        foreach (var (ms, seq) in pending)
            _output.Raw(Id(ms, seq));
        return this;
    }

    private static byte[] Id(ulong ms, ulong seq)
    {
        var id = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(id, ms);
        BinaryPrimitives.WriteUInt64BigEndian(id.AsSpan(8), seq);
        return id;
    }

    private void Numbers(params ReadOnlySpan<ulong> numbers)
    {
        foreach (var number in numbers)
            _output.Number(number);
    }
}
