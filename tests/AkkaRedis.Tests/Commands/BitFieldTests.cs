using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="Transcript"/>.</summary>
public sealed class BitFieldTests
{
    [Theory]
    [InlineData("BITFIELD k", "*0\r\n")]
    [InlineData("BITFIELD k GET u8 0", "*1\r\n:0\r\n")]
    [InlineData("BITFIELD k SET u8 0 255 GET i8 0 GET u4 #1", "*3\r\n:0\r\n:-1\r\n:15\r\n")]
    [InlineData("BITFIELD k SET i8 #1 -3 | GET k", "$2\r\n\u0000\u00fd\r\n")]
    [InlineData("BITFIELD k SET u8 0 -1", "*1\r\n:0\r\n")]
    [InlineData("BITFIELD k SET u8 0 -1 | GET k", "$1\r\n\u00ff\r\n")]
    [InlineData("BITFIELD k INCRBY i64 0 9223372036854775807 INCRBY i64 0 1", "*2\r\n:9223372036854775807\r\n:-9223372036854775808\r\n")]
    [InlineData("BITFIELD k OVERFLOW SAT INCRBY i64 0 9223372036854775807 INCRBY i64 0 1 INCRBY i64 0 -5",
        "*3\r\n:9223372036854775807\r\n:9223372036854775807\r\n:9223372036854775802\r\n")]
    [InlineData("BITFIELD k OVERFLOW SAT SET i8 0 200 SET i8 0 -200 GET i8 0", "*3\r\n:0\r\n:127\r\n:-128\r\n")]
    [InlineData("BITFIELD k OVERFLOW SAT SET u8 0 -1 INCRBY u8 0 -300", "*2\r\n:0\r\n:0\r\n")]
    [InlineData("BITFIELD k OVERFLOW FAIL INCRBY u2 100 3 INCRBY u2 100 1 SET u2 100 4", "*3\r\n:3\r\n$-1\r\n$-1\r\n")]
    [InlineData("@3 | BITFIELD k OVERFLOW FAIL SET u4 0 16", "*1\r\n_\r\n")]
    [InlineData("BITFIELD k OVERFLOW FAIL SET u4 100 16 | STRLEN k", ":13\r\n")]
    [InlineData("BITFIELD k overflow wrap INCRBY u63 3 -1", "*1\r\n:9223372036854775807\r\n")]
    [InlineData("SET k 123 | BITFIELD k GET u24 0 GET i24 5", "*2\r\n:3224115\r\n:2508384\r\n")]
    [InlineData("BITFIELD k GET u64 0",
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.\r\n")]
    [InlineData("BITFIELD k GET i65 0",
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.\r\n")]
    [InlineData("BITFIELD k GET x8 0",
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.\r\n")]
    [InlineData("BITFIELD k GET u8 -1", "-ERR bit offset is not an integer or out of range\r\n")]
    [InlineData("BITFIELD k GET u8 #x", "-ERR bit offset is not an integer or out of range\r\n")]
    [InlineData("BITFIELD k GET u8 4294967296", "-ERR bit offset is not an integer or out of range\r\n")]
    [InlineData("BITFIELD k SET u8 0 x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("BITFIELD k SET u8 0", "-ERR syntax error\r\n")]
    [InlineData("BITFIELD k OVERFLOW none SET u8 0 1", "-ERR Invalid OVERFLOW type specified\r\n")]
    [InlineData("BITFIELD k OVERFLOW", "-ERR syntax error\r\n")]
    [InlineData("BITFIELD l GET u8 0", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("BITFIELD l SET u8 0 1", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("BITFIELD k OVERFLOW SAT SET i26 0 -9223372036854775808 GET i26 0", "*2\r\n:0\r\n:33554431\r\n")]
    [InlineData("BITFIELD k OVERFLOW SAT SET i26 0 -9223372036821221377 GET i26 0", "*2\r\n:0\r\n:33554431\r\n")]
    [InlineData("BITFIELD k OVERFLOW SAT SET i26 0 -9223372036821221376 GET i26 0", "*2\r\n:0\r\n:-33554432\r\n")]
    [InlineData("BITFIELD k OVERFLOW SAT SET i63 0 -9223372036854775808 GET i63 0", "*2\r\n:0\r\n:4611686018427387903\r\n")]
    [InlineData("BITFIELD k OVERFLOW SAT SET i64 0 -9223372036854775808 GET i64 0", "*2\r\n:0\r\n:-9223372036854775808\r\n")]
    [InlineData("BITFIELD k OVERFLOW SAT INCRBY i26 0 -9223372036854775808", "*1\r\n:-33554432\r\n")]
    [InlineData("BITFIELD k SET i26 0 -9223372036854775808 GET i26 0", "*2\r\n:0\r\n:0\r\n")]
    [InlineData("BITFIELD_RO k GET u8 0 GET i3 7", "*2\r\n:0\r\n:0\r\n")]
    [InlineData("BITFIELD_RO l SET u8 0 1", "-ERR BITFIELD_RO only supports the GET subcommand\r\n")]
    [InlineData("BITFIELD_RO l GET u8 0", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("BITFIELD_RO k OVERFLOW SAT GET u8 0", "*1\r\n:0\r\n")]
    public void Bitfield_reads_and_writes_integers(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));
}
