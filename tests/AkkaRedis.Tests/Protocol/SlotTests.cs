using System.Text;
using AkkaRedis.Protocol.Slots;

namespace AkkaRedis.Tests.Protocol;

/// <summary>Slots as Redis Cluster computes them.</summary>
public sealed class SlotTests
{
    [Fact]
    public void The_checksum_is_that_of_the_specification() => Assert.Equal(0x31C3, Slot.Crc16("123456789"u8));

    [Theory]
    [InlineData("foo", 12182)]
    [InlineData("bar", 5061)]
    [InlineData("hello", 866)]
    [InlineData("", 0)]
    [InlineData("{foo}", 12182)]
    [InlineData("a{foo}b{bar}", 12182)]
    [InlineData("{user1000}.following", 3443)]
    [InlineData("{user1000}.followers", 3443)]
    public void A_key_has_the_slot(string key, int slot) => Assert.Equal(slot, Slot.Of(Encoding.Latin1.GetBytes(key)));

    [Theory]
    [InlineData("foo{}{bar}", "foo{}{bar}")]
    [InlineData("foo{{bar}}zap", "{bar")]
    [InlineData("foo{bar}{zap}", "bar")]
    [InlineData("foo{bar", "foo{bar")]
    [InlineData("foo}bar{", "foo}bar{")]
    [InlineData("}{a}", "a")]
    [InlineData("{}", "{}")]
    public void The_hash_tag_is(string key, string tag) =>
        Assert.Equal(tag, Encoding.Latin1.GetString(Slot.HashTag(Encoding.Latin1.GetBytes(key))));

    [Fact]
    public void The_table_and_the_bits_agree() => Seeds.Run(200, random =>
    {
        var bytes = new byte[random.Next(40)];
        random.NextBytes(bytes);
        Assert.Equal(BitByBit(bytes), Slot.Crc16(bytes));
        Assert.InRange(Slot.Of(bytes), 0, Slot.Count - 1);
    });

    private static int BitByBit(byte[] bytes)
    {
        var crc = 0;
        foreach (var bit in bytes.SelectMany(b => Enumerable.Range(0, 8).Select(i => (b >> (7 - i)) & 1)))
        {
            var top = (crc >> 15) & 1;
            crc = (crc << 1) & 0xFFFF;
            if (top != bit)
                crc ^= 0x1021;
        }

        return crc;
    }
}
