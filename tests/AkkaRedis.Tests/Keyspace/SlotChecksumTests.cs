using AkkaRedis.Protocol.Slots;

namespace AkkaRedis.Tests.Keyspace;

public class SlotChecksumTests
{
    [Fact]
    public void The_checksum_is_that_of_the_cluster_specification() => Assert.Equal(0x31C3, Slot.Crc16("123456789"u8));

    [Fact]
    public void The_checksum_equals_that_of_long_division_at_every_length()
    {
        var random = new Random(3);
        for (var length = 0; length < 70; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal(ByLongDivision(bytes), Slot.Crc16(bytes));
        }
    }

    private static ushort ByLongDivision(byte[] bytes)
    {
        var remainder = 0;
        foreach (var b in bytes)
        {
            remainder ^= b << 8;
            for (var bit = 0; bit < 8; bit++)
                remainder = (remainder & 0x8000) != 0 ? (remainder << 1 ^ 0x1021) & 0xFFFF : remainder << 1;
        }

        return (ushort)remainder;
    }
}
