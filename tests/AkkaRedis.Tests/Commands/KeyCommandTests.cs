using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="Transcript"/>.</summary>
public sealed class KeyCommandTests
{
    [Theory]
    [InlineData("DEL k", ":0\r\n")]
    [InlineData("SET k v | DEL k", ":1\r\n")]
    [InlineData("MSET a 1 b 2 | DEL a b c l", ":3\r\n")]
    [InlineData("MSET a 1 b 2 | DEL a a", ":1\r\n")]
    [InlineData("DEL", "-ERR wrong number of arguments for 'del' command\r\n")]
    [InlineData("MSET a 1 b 2 | UNLINK a b c", ":2\r\n")]
    [InlineData("SET k v PX 5 | +6 | DEL k", ":0\r\n")]
    [InlineData("EXISTS k", ":0\r\n")]
    [InlineData("SET k v | EXISTS k k l nokey", ":3\r\n")]
    [InlineData("SET k v PX 5 | +6 | EXISTS k", ":0\r\n")]
    [InlineData("SET k v | TOUCH k l nokey", ":2\r\n")]
    [InlineData("TOUCH", "-ERR wrong number of arguments for 'touch' command\r\n")]
    [InlineData("TYPE k", "+none\r\n")]
    [InlineData("SET k v | TYPE k", "+string\r\n")]
    [InlineData("TYPE l", "+list\r\n")]
    [InlineData("SET k v PX 5 | +6 | TYPE k", "+none\r\n")]
    public void Keys_are_counted_removed_and_typed(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("RENAME k n", "-ERR no such key\r\n")]
    [InlineData("SET k v | RENAME k n", "+OK\r\n")]
    [InlineData("SET k v | RENAME k n | GET n", "$1\r\nv\r\n")]
    [InlineData("SET k v | RENAME k n | EXISTS k", ":0\r\n")]
    [InlineData("MSET k v n w | RENAME k n | GET n", "$1\r\nv\r\n")]
    [InlineData("SET k v EX 100 | SET n w | RENAME k n | TTL n", ":100\r\n")]
    [InlineData("SET k v | SET n w EX 100 | RENAME k n | TTL n", ":-1\r\n")]
    [InlineData("SET k v | RENAME k k", "+OK\r\n")]
    [InlineData("RENAME k k", "-ERR no such key\r\n")]
    [InlineData("RENAME l n | TYPE n", "+list\r\n")]
    [InlineData("SET k v PX 5 | +6 | RENAME k n", "-ERR no such key\r\n")]
    [InlineData("RENAMENX k n", "-ERR no such key\r\n")]
    [InlineData("SET k v | RENAMENX k n", ":1\r\n")]
    [InlineData("MSET k v n w | RENAMENX k n", ":0\r\n")]
    [InlineData("MSET k v n w | RENAMENX k n | MGET k n", "*2\r\n$1\r\nv\r\n$1\r\nw\r\n")]
    [InlineData("SET k v | RENAMENX k k", ":0\r\n")]
    [InlineData("RENAMENX k k", "-ERR no such key\r\n")]
    [InlineData("SET k v | SET n w PX 5 | +6 | RENAMENX k n", ":1\r\n")]
    public void Rename_moves_value_and_expiry(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("COPY k n", ":0\r\n")]
    [InlineData("SET k v | COPY k n", ":1\r\n")]
    [InlineData("SET k v | COPY k n | MGET k n", "*2\r\n$1\r\nv\r\n$1\r\nv\r\n")]
    [InlineData("SET k 12 | COPY k n | GET n", "$2\r\n12\r\n")]
    [InlineData("SET k v EX 100 | COPY k n | TTL n", ":100\r\n")]
    [InlineData("MSET k v n w | COPY k n", ":0\r\n")]
    [InlineData("MSET k v n w | COPY k n REPLACE | GET n", "$1\r\nv\r\n")]
    [InlineData("SET k v | SET n w EX 100 | COPY k n REPLACE | TTL n", ":-1\r\n")]
    [InlineData("COPY l n | TYPE n", "+list\r\n")]
    [InlineData("SET k v | COPY k k", "-ERR source and destination objects are the same\r\n")]
    [InlineData("SET k v | COPY k k REPLACE", "-ERR source and destination objects are the same\r\n")]
    [InlineData("SET k v | COPY k k DB 1", ":1\r\n")]
    [InlineData("SET k v | COPY k n DB 1 | #1 | GET n", "$1\r\nv\r\n")]
    [InlineData("SET k v | COPY k k DB 0", "-ERR source and destination objects are the same\r\n")]
    [InlineData("COPY k k", "-ERR source and destination objects are the same\r\n")]
    [InlineData("COPY k n DB 16", "-ERR DB index is out of range\r\n")]
    [InlineData("COPY k n DB -1", "-ERR DB index is out of range\r\n")]
    [InlineData("COPY k n DB abc", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("COPY k n DB 3000000000", "-ERR value is out of range, value must between -2147483648 and 2147483647\r\n")]
    [InlineData("COPY k n DB", "-ERR syntax error\r\n")]
    [InlineData("COPY k n foo", "-ERR syntax error\r\n")]
    [InlineData("SET k v PX 5 | +6 | COPY k n", ":0\r\n")]
    [InlineData("SET k v | SET n w PX 5 | +6 | COPY k n", ":1\r\n")]
    [InlineData("SET k v | #1 | SET k w PX 5 | #0 | +6 | COPY k k DB 1", ":1\r\n")]
    public void Copy_leaves_the_source(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("MOVE k 1", ":0\r\n")]
    [InlineData("SET k v | MOVE k 1", ":1\r\n")]
    [InlineData("SET k v | MOVE k 1 | EXISTS k", ":0\r\n")]
    [InlineData("SET k v EX 100 | MOVE k 1 | #1 | TTL k", ":100\r\n")]
    [InlineData("SET k v | #1 | SET k w | #0 | MOVE k 1", ":0\r\n")]
    [InlineData("SET k v | #1 | SET k w | #0 | MOVE k 1 | GET k", "$1\r\nv\r\n")]
    [InlineData("MOVE l 1 | #1 | TYPE l", "+list\r\n")]
    [InlineData("SET k v | MOVE k 0", "-ERR source and destination objects are the same\r\n")]
    [InlineData("MOVE k 16", "-ERR DB index is out of range\r\n")]
    [InlineData("MOVE k -1", "-ERR DB index is out of range\r\n")]
    [InlineData("MOVE k abc", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("MOVE k 3000000000", "-ERR value is out of range, value must between -2147483648 and 2147483647\r\n")]
    [InlineData("SET k v PX 5 | +6 | MOVE k 1", ":0\r\n")]
    public void Move_changes_the_database(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));
}
