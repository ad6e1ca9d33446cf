using System.Numerics;
using System.Text;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Bit commands against rows of booleans and big integers.</summary>
public sealed class BitModelTests
{
    [Fact]
    public void Counts_and_places_are_those_of_a_row_of_booleans() => Seeds.Run(300, random =>
    {
        var rig = new ShardRig();
        var bytes = RandomBytes(random, random.Next(1, 60));
        rig.Run("SET"u8.ToArray(), "k"u8.ToArray(), bytes);
        bool[] bits = [.. bytes.SelectMany(b => Enumerable.Range(0, 8).Select(i => (b >> (7 - i) & 1) == 1))];
        for (var n = 0; n < 20; n++)
        {
            var first = random.Next(bits.Length);
            var last = random.Next(first, bits.Length);
            var range = bits[first..(last + 1)];
            var bit = random.Next(2);
            var found = Array.IndexOf(range, bit == 1);
            Assert.Equal($":{range.Count(b => b)}\r\n", rig.Run($"BITCOUNT k {first} {last - bits.Length} BIT"));
            Assert.Equal($":{(found < 0 ? -1 : first + found)}\r\n", rig.Run($"BITPOS k {bit} {first} {last} BIT"));
        }
    });

    [Fact]
    public void Combined_strings_are_those_of_bytes_combined_one_by_one() => Seeds.Run(200, random =>
    {
        var rig = new ShardRig();
        var sources = Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomBytes(random, random.Next(5000))).ToArray();
        for (var i = 0; i < sources.Length; i++)
            rig.Run("SET"u8.ToArray(), Encoding.ASCII.GetBytes($"s{i}"), sources[i]);
        var op = random.Next(3);
        var expected = new byte[sources.Max(s => s.Length)];
        for (var at = 0; at < expected.Length; at++)
            expected[at] = sources.Select(s => at < s.Length ? s[at] : (byte)0).Aggregate((a, b) => Combine(op, a, b));

        var keys = string.Join(' ', Enumerable.Range(0, sources.Length).Select(i => $"s{i}"));
        Assert.Equal($":{expected.Length}\r\n", rig.Run($"BITOP {(op == 0 ? "AND" : op == 1 ? "OR" : "XOR")} s0 {keys}"));
        var reply = expected.Length == 0 ? "$-1\r\n" : $"${expected.Length}\r\n{Encoding.Latin1.GetString(expected)}\r\n";
        Assert.Equal(reply, rig.Run("GET s0"));
    });

    [Fact]
    public void Integers_in_a_string_are_those_of_one_big_integer() => Seeds.Run(300, random =>
    {
        const int bits = 256;
        var rig = new ShardRig();
        rig.Run($"SETBIT k {bits - 1} 0");
        var model = BigInteger.Zero;
        for (var n = 0; n < 30; n++)
        {
            var isSigned = random.Next(2) == 0;
            var width = random.Next(1, isSigned ? 65 : 64);
            var offset = random.Next(bits - width + 1);
            var shift = bits - offset - width;
            var mask = (BigInteger.One << width) - 1;
            var before = Signed(model >> shift & mask, width, isSigned);
            var delta = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            var after = before + delta & mask;
            model = model & ~(mask << shift) | after << shift;
            var type = $"{(isSigned ? 'i' : 'u')}{width}";
            Assert.Equal($"*1\r\n:{before}\r\n", rig.Run($"BITFIELD_RO k GET {type} {offset}"));
            Assert.Equal($"*1\r\n:{Signed(after, width, isSigned)}\r\n", rig.Run($"BITFIELD k INCRBY {type} {offset} {delta}"));
        }

        var text = Encoding.Latin1.GetString(model.ToByteArray(isUnsigned: true, isBigEndian: true)).PadLeft(bits / 8, '\0');
        Assert.Equal($"${bits / 8}\r\n{text}\r\n", rig.Run("GET k"));
    });

    private static BigInteger Signed(BigInteger value, int width, bool isSigned) =>
        isSigned && value >> (width - 1) == 1 ? value - (BigInteger.One << width) : value;

    private static byte Combine(int op, byte a, byte b) => (byte)(op == 0 ? a & b : op == 1 ? a | b : a ^ b);

    /// <summary>Runs of equal bytes as well, in which there is something to skip.</summary>
    private static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        if (random.Next(2) == 0)
            random.NextBytes(bytes);
        else
            Array.Fill(bytes, (byte)(random.Next(2) * 0xFF));
        if (length > 0)
            bytes[random.Next(length)] = (byte)random.Next(256);
        return bytes;
    }
}
