using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="Transcript"/>.</summary>
public sealed class SortCommandTests
{
    [Theory]
    [InlineData("SORT none", "*0\r\n")]
    [InlineData("RPUSH q 3 1 2 | SORT q", "*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n")]
    [InlineData("RPUSH q 3 1 2 | SORT q DESC", "*3\r\n$1\r\n3\r\n$1\r\n2\r\n$1\r\n1\r\n")]
    [InlineData("RPUSH q 3 10 2 | SORT q ALPHA", "*3\r\n$2\r\n10\r\n$1\r\n2\r\n$1\r\n3\r\n")]
    [InlineData("RPUSH q 3 10 2 | SORT q LIMIT 1 1", "*1\r\n$1\r\n3\r\n")]
    [InlineData("RPUSH q 3 10 2 | SORT q LIMIT -5 2", "*2\r\n$1\r\n2\r\n$1\r\n3\r\n")]
    [InlineData("RPUSH q 3 10 2 | SORT q LIMIT 5 2", "*0\r\n")]
    [InlineData("RPUSH q 3 10 2 | SORT q LIMIT 1 -1", "*2\r\n$1\r\n3\r\n$2\r\n10\r\n")]
    [InlineData("RPUSH q 3 10 2 | SORT q BY nosort LIMIT 1 1 DESC", "*1\r\n$2\r\n10\r\n")]
    [InlineData("RPUSH q 3 10 2 | SORT q BY nosort DESC", "*3\r\n$1\r\n2\r\n$2\r\n10\r\n$1\r\n3\r\n")]
    [InlineData("RPUSH q a 1 | SORT q", "-ERR One or more scores can't be converted into double\r\n")]
    [InlineData("RPUSH q \"\" 1 \" -1\" 0x10 1e2 | SORT q", "*5\r\n$3\r\n -1\r\n$0\r\n\r\n$1\r\n1\r\n$4\r\n0x10\r\n$3\r\n1e2\r\n")]
    [InlineData("RPUSH q 1e400 1 | SORT q", "-ERR One or more scores can't be converted into double\r\n")]
    [InlineData("RPUSH q 1e-400 1 | SORT q", "-ERR One or more scores can't be converted into double\r\n")]
    [InlineData("RPUSH q nan 1 | SORT q", "-ERR One or more scores can't be converted into double\r\n")]
    [InlineData("RPUSH q \"1 \" 1 | SORT q", "-ERR One or more scores can't be converted into double\r\n")]
    [InlineData("RPUSH q inf 1 -inf | SORT q", "*3\r\n$4\r\n-inf\r\n$1\r\n1\r\n$3\r\ninf\r\n")]
    [InlineData("MSET w_1 3 w_2 1 | RPUSH q 1 2 3 | SORT q BY w_*", "*3\r\n$1\r\n3\r\n$1\r\n2\r\n$1\r\n1\r\n")]
    [InlineData("MSET w_1 3 w_2 1 | RPUSH q 1 2 3 | SORT q BY w_* GET # GET w_* GET none",
        "*9\r\n$1\r\n3\r\n$-1\r\n$-1\r\n$1\r\n2\r\n$1\r\n1\r\n$-1\r\n$1\r\n1\r\n$1\r\n3\r\n$-1\r\n")]
    [InlineData("@3 | MSET w_1 3 | RPUSH q 1 2 | SORT q GET w_*", "*2\r\n$1\r\n3\r\n_\r\n")]
    [InlineData("MSET w_1 b w_2 a | RPUSH q 1 2 3 | SORT q BY w_* ALPHA DESC", "*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n")]
    [InlineData("MSET w_1 x w_2 1 | RPUSH q 1 2 | SORT q BY w_*", "-ERR One or more scores can't be converted into double\r\n")]
    [InlineData("HSET o_1 f 9 | HSET o_2 f 8 | RPUSH q 1 2 | SORT q BY o_*->f GET o_*->f GET o_*-> GET o_*->g",
        "*6\r\n$1\r\n8\r\n$-1\r\n$-1\r\n$1\r\n9\r\n$-1\r\n$-1\r\n")]
    [InlineData("HSET o_1 f 9 | RPUSH q 1 | SORT q GET o_*", "*1\r\n$-1\r\n")]
    [InlineData("RPUSH w_1 9 | RPUSH q 1 | SORT q GET w_*", "*1\r\n$-1\r\n")]
    [InlineData("MSET w_1 3 w_2 1 | RPUSH q 1 2 3 | SORT q BY w_* BY nosort", "*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n")]
    [InlineData("MSET w_1 3 w_2 1 | RPUSH q 1 2 3 | SORT q BY nosort BY w_*", "*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n")]
    [InlineData("RPUSH q 3 1 2 | SORT q STORE d", ":3\r\n")]
    [InlineData("RPUSH q 3 1 2 | SORT q STORE d | LRANGE d 0 -1", "*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n")]
    [InlineData("MSET w_1 b | RPUSH q 2 1 | SORT q GET w_* GET # STORE d | LRANGE d 0 -1",
        "*4\r\n$1\r\nb\r\n$1\r\n1\r\n$0\r\n\r\n$1\r\n2\r\n")]
    [InlineData("RPUSH q 3 1 2 | SORT q STORE q | LRANGE q 0 -1", "*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n")]
    [InlineData("SET d x EX 100 | RPUSH q 3 1 2 | SORT q STORE d | TTL d", ":-1\r\n")]
    [InlineData("SET d x | SORT none STORE d", ":0\r\n")]
    [InlineData("SET d x | SORT none STORE d | EXISTS d", ":0\r\n")]
    [InlineData("SET d x | RPUSH q y | SORT q STORE d", "-ERR One or more scores can't be converted into double\r\n")]
    [InlineData("SET d x | RPUSH q y | SORT q STORE d | GET d", "$1\r\nx\r\n")]
    [InlineData("SET s x | SORT s", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("HSET h f 1 | SORT h", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("SORT q LIMIT 1", "-ERR syntax error\r\n")]
    [InlineData("SORT q LIMIT x 1", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SORT q LIMIT 1 1.5", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SORT q FOO", "-ERR syntax error\r\n")]
    [InlineData("SORT q BY", "-ERR syntax error\r\n")]
    [InlineData("SORT q GET", "-ERR syntax error\r\n")]
    [InlineData("SORT q STORE", "-ERR syntax error\r\n")]
    [InlineData("SORT s LIMIT", "-ERR syntax error\r\n")]
    [InlineData("RPUSH q 3 1 2 | SORT_RO q DESC LIMIT 0 2", "*2\r\n$1\r\n3\r\n$1\r\n2\r\n")]
    [InlineData("RPUSH q 3 1 2 | SORT_RO q STORE d", "-ERR syntax error\r\n")]
    [InlineData("RPUSH q b a | SORT q ALPHA DESC ASC", "*2\r\n$1\r\na\r\n$1\r\nb\r\n")]
    [InlineData("RPUSH q \"a\\x00c\" \"a\\x00b\" a | SORT q ALPHA", "*3\r\n$3\r\na\0c\r\n$3\r\na\0b\r\n$1\r\na\r\n")]
    [InlineData("RPUSH q \"a\\x00c\" \"a\\x00b\" a | SORT q ALPHA STORE d | LRANGE d 0 -1",
        "*3\r\n$1\r\na\r\n$3\r\na\0b\r\n$3\r\na\0c\r\n")]
    public void Sort_orders_and_finds(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));
}
