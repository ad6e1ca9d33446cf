using System.Buffers.Binary;
using System.Text;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Tests.Rdb;

/// <summary>DUMP payloads made by hand, in forms that only old servers write.</summary>
internal static class Payloads
{
    public const byte List = 1;
    public const byte Set = 2;
    public const byte ZSetOfTexts = 3;
    public const byte Hash = 4;
    public const byte HashZipmap = 9;
    public const byte ListZiplist = 10;
    public const byte SetIntset = 11;
    public const byte ZSetZiplist = 12;
    public const byte HashZiplist = 13;

    private const byte ListOfZiplists = 14;

    /// <summary>Type and value with the footer that belongs to them.</summary>
    public static byte[] WithFooter(ReadOnlySpan<byte> value, byte version = 10)
    {
        byte[] payload = [.. value, version, 0, .. new byte[8]];
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(payload.Length - 8), Crc64.Of(payload.AsSpan(0, payload.Length - 8)));
        return payload;
    }

    /// <summary>A payload whose value is one text: a block of bytes.</summary>
    public static byte[] OfBlock(byte type, byte[] block)
    {
        var output = new RdbOutput();
        output.Byte(type);
        output.Text(block);
        return WithFooter(output.Written);
    }

    public static byte[] OfTexts(byte type, int count, params string[] texts)
    {
        var output = new RdbOutput();
        output.Byte(type);
        output.Count(count);
        foreach (var text in texts)
            output.Text(Encoding.Latin1.GetBytes(text));
        return WithFooter(output.Written);
    }

    /// <summary>A sorted set whose scores are decimal text.</summary>
    public static byte[] OfScores(params (string Member, string Score)[] members)
    {
        var output = new RdbOutput();
        output.Byte(ZSetOfTexts);
        output.Count(members.Length);
        foreach (var (member, score) in members)
        {
            output.Text(Encoding.Latin1.GetBytes(member));
            output.Byte((byte)score.Length);
            output.Raw(Encoding.Latin1.GetBytes(score));
        }

        return WithFooter(output.Written);
    }

    /// <summary>A set of 16-bit integers, which must come in order.</summary>
    public static byte[] OfIntegers(params short[] members) => OfBlock(
        SetIntset, [.. LittleEndian(2, 4), .. LittleEndian(members.Length, 4), .. members.SelectMany(m => LittleEndian(m, 2))]);

    /// <summary>A list of nodes that are ziplists, with two elements each at most.</summary>
    public static byte[] OfZiplists(params string[] texts)
    {
        var output = new RdbOutput();
        output.Byte(ListOfZiplists);
        output.Count((texts.Length + 1) / 2);
        foreach (var pair in texts.Chunk(2))
            output.Text(Ziplist(pair));
        return WithFooter(output.Written);
    }

    /// <summary>Integers are held as such when they are in canonical form.</summary>
    public static byte[] Ziplist(params string[] texts)
    {
        var body = new List<byte>();
        int before = 0, last = 0;
        foreach (var text in texts)
        {
            last = body.Count;
            body.AddRange(before < 254 ? [(byte)before] : [254, .. LittleEndian(before, 4)]);
            body.AddRange(ZiplistElement(text));
            before = body.Count - last;
        }

        return [.. LittleEndian(body.Count + 11, 4), .. LittleEndian(last + 10, 4), .. LittleEndian(texts.Length, 2), .. body, 255];
    }

    public static byte[] Zipmap(params string[] texts)
    {
        var body = new List<byte>();
        foreach (var (i, text) in texts.Index())
        {
            body.AddRange(text.Length < 254 ? [(byte)text.Length] : [254, .. LittleEndian(text.Length, 4)]);
            if (i % 2 == 1)
                body.Add(2);
            body.AddRange(Encoding.Latin1.GetBytes(text));
            if (i % 2 == 1)
                body.AddRange([7, 7]);
        }

        return [(byte)(texts.Length / 2), .. body, 255];
    }

    private static byte[] ZiplistElement(string text)
    {
        if (!long.TryParse(text, out var integer))
        {
            byte[] head = text.Length < 64 ? [(byte)text.Length]
                : text.Length < 16384 ? [(byte)(0x40 | text.Length >> 8), (byte)text.Length]
                : [0x80, .. LittleEndian(text.Length, 4).Reverse()];
            return [.. head, .. Encoding.Latin1.GetBytes(text)];
        }

        return integer switch
        {
            >= 0 and <= 12 => [(byte)(0xF1 + integer)],
            >= sbyte.MinValue and <= sbyte.MaxValue => [0xFE, (byte)integer],
            >= short.MinValue and <= short.MaxValue => [0xC0, .. LittleEndian(integer, 2)],
            >= -(1 << 23) and < 1 << 23 => [0xF0, .. LittleEndian(integer, 3)],
            >= int.MinValue and <= int.MaxValue => [0xD0, .. LittleEndian(integer, 4)],
            _ => [0xE0, .. LittleEndian(integer, 8)],
        };
    }

    private static byte[] LittleEndian(long value, int bytes)
    {
        var all = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(all, value);
        return all[..bytes];
    }
}
