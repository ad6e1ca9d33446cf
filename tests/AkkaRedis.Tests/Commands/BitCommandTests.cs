using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="Transcript"/>.</summary>
public sealed class BitCommandTests
{
    [Theory]
    [InlineData("SETBIT k 7 1", ":0\r\n")]
    [InlineData("SETBIT k 7 1 | GET k", "$1\r\n\u0001\r\n")]
    [InlineData("SETBIT k 7 1 | SETBIT k 7 0", ":1\r\n")]
    [InlineData("SETBIT k 23 0 | STRLEN k", ":3\r\n")]
    [InlineData("SET k 15 | SETBIT k 6 1 | GET k", "$2\r\n35\r\n")]
    [InlineData("SETBIT k -1 1", "-ERR bit offset is not an integer or out of range\r\n")]
    [InlineData("SETBIT k 4294967296 1", "-ERR bit offset is not an integer or out of range\r\n")]
    [InlineData("SETBIT k x 1", "-ERR bit offset is not an integer or out of range\r\n")]
    [InlineData("SETBIT k 1 2", "-ERR bit is not an integer or out of range\r\n")]
    [InlineData("SETBIT k 1 x", "-ERR bit is not an integer or out of range\r\n")]
    [InlineData("SETBIT l 1 2", "-ERR bit is not an integer or out of range\r\n")]
    [InlineData("SETBIT l 1 1", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("SET k a EX 100 | SETBIT k 100 1 | TTL k", ":100\r\n")]
    [InlineData("SET k abc | SETBIT k 1 1 | OBJECT ENCODING k", "$3\r\nraw\r\n")]
    [InlineData("GETBIT k 5", ":0\r\n")]
    [InlineData("SET k a | GETBIT k 1", ":1\r\n")]
    [InlineData("SET k a | GETBIT k 100", ":0\r\n")]
    [InlineData("SET k 12 | GETBIT k 3", ":1\r\n")]
    [InlineData("GETBIT k 4294967296", "-ERR bit offset is not an integer or out of range\r\n")]
    [InlineData("GETBIT l 0", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    public void Setbit_and_getbit_reach_single_bits(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("BITCOUNT k", ":0\r\n")]
    [InlineData("BITCOUNT k 1", ":0\r\n")]
    [InlineData("BITCOUNT k x y z", ":0\r\n")]
    [InlineData("SET k foobar | BITCOUNT k", ":26\r\n")]
    [InlineData("SET k foobar | BITCOUNT k 0", "-ERR syntax error\r\n")]
    [InlineData("SET k foobar | BITCOUNT k 0 0", ":4\r\n")]
    [InlineData("SET k foobar | BITCOUNT k 1 1 BYTE", ":6\r\n")]
    [InlineData("SET k foobar | BITCOUNT k 5 30 bit", ":17\r\n")]
    [InlineData("SET k foobar | BITCOUNT k -2 -1", ":7\r\n")]
    [InlineData("SET k foobar | BITCOUNT k -100 -200", ":0\r\n")]
    [InlineData("SET k foobar | BITCOUNT k -1 -3 foo", ":0\r\n")]
    [InlineData("SET k foobar | BITCOUNT k 3 1", ":0\r\n")]
    [InlineData("SET k foobar | BITCOUNT k 0 1 foo", "-ERR syntax error\r\n")]
    [InlineData("SET k foobar | BITCOUNT k x 1 foo", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SET k foobar | BITCOUNT k 0 1 BIT x", "-ERR syntax error\r\n")]
    [InlineData("SET k 123 | BITCOUNT k", ":10\r\n")]
    [InlineData("SET k \"\" | BITCOUNT k 0 -1", ":0\r\n")]
    [InlineData("BITCOUNT l", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    public void Bitcount_counts_in_ranges(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("BITPOS k 0", ":0\r\n")]
    [InlineData("BITPOS k 1", ":-1\r\n")]
    [InlineData("BITPOS k 2", "-ERR The bit argument must be 1 or 0.\r\n")]
    [InlineData("BITPOS k x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SET k \"\\xff\\xf0\\x00\" | BITPOS k 0", ":12\r\n")]
    [InlineData("SET k \"\\x00\\xff\\xf0\" | BITPOS k 1", ":8\r\n")]
    [InlineData("SET k \"\\x00\\xff\\xf0\" | BITPOS k 1 2", ":16\r\n")]
    [InlineData("SET k \"\\xff\\xff\\xff\" | BITPOS k 0", ":24\r\n")]
    [InlineData("SET k \"\\xff\\xff\\xff\" | BITPOS k 0 0", ":24\r\n")]
    [InlineData("SET k \"\\xff\\xff\\xff\" | BITPOS k 0 0 -1", ":-1\r\n")]
    [InlineData("SET k \"\\xff\\xff\\xff\" | BITPOS k 0 7 15 BIT", ":-1\r\n")]
    [InlineData("SET k \"\\x00\\xff\\x00\" | BITPOS k 1 9 11 bit", ":9\r\n")]
    [InlineData("SET k \"\\x00\\xff\\x00\" | BITPOS k 0 9 17 bit", ":16\r\n")]
    [InlineData("SET k \"\\x00\\x00\" | BITPOS k 1", ":-1\r\n")]
    [InlineData("SET k abc | BITPOS k 1 -100 -200", ":1\r\n")]
    [InlineData("SET k abc | BITPOS k 1 2 1", ":-1\r\n")]
    [InlineData("SET k \"\" | BITPOS k 0", ":-1\r\n")]
    [InlineData("SET k abc | BITPOS k 1 0 x foo", "-ERR syntax error\r\n")]
    [InlineData("SET k abc | BITPOS k 1 0 x BIT", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SET k abc | BITPOS k 1 0 1 BIT x", "-ERR syntax error\r\n")]
    [InlineData("BITPOS l 1", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    public void Bitpos_finds_in_ranges(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("SET a abcdef | SET b \"\\xff\\x00\\x0f\" | BITOP AND d a b", ":6\r\n")]
    [InlineData("SET a abcdef | SET b \"\\xff\\x00\\x0f\" | BITOP AND d a b | GET d", "$6\r\na\u0000\u0003\u0000\u0000\u0000\r\n")]
    [InlineData("SET a abcdef | SET b \"\\xff\\x00\\x0f\" | BITOP or d a b none | GET d", "$6\r\n\u00ffbodef\r\n")]
    [InlineData("SET a abcdef | SET b \"\\xff\\x00\\x0f\" | BITOP XOR a a b | GET a", "$6\r\n\u009ebldef\r\n")]
    [InlineData("SET a ab | BITOP NOT d a | GET d", "$2\r\n\u009e\u009d\r\n")]
    [InlineData("SET a 12 | BITOP XOR d a | OBJECT ENCODING d", "$3\r\nraw\r\n")]
    [InlineData("SET d x | BITOP AND d a b", ":0\r\n")]
    [InlineData("SET d x | BITOP AND d a b | EXISTS d", ":0\r\n")]
    [InlineData("SET d x EX 100 | SET a y | BITOP OR d a | TTL d", ":-1\r\n")]
    [InlineData("BITOP NOT d a b", "-ERR BITOP NOT must be called with a single source key.\r\n")]
    [InlineData("BITOP NAND d a", "-ERR syntax error\r\n")]
    [InlineData("BITOP AND d a l", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("SET a x | RPUSH q 1 | BITOP OR q a | GET q", "$1\r\nx\r\n")]
    public void Bitop_combines_strings(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));
}
