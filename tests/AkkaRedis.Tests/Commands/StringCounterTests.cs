using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="Transcript"/>.</summary>
public sealed class StringCounterTests
{
    [Theory]
    [InlineData("INCR k", ":1\r\n")]
    [InlineData("SET k 10 | INCR k", ":11\r\n")]
    [InlineData("SET k 10 | INCR k | GET k", "$2\r\n11\r\n")]
    [InlineData("SET k 10 EX 100 | INCR k | TTL k", ":100\r\n")]
    [InlineData("APPEND k 1 | APPEND k 2 | INCR k", ":13\r\n")]
    [InlineData("INCR l", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("SET k 9223372036854775807 | INCR k", "-ERR increment or decrement would overflow\r\n")]
    [InlineData("SET k 1.5 | INCR k", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SET k \" 1\" | INCR k", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SET k 01 | INCR k", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("DECR k", ":-1\r\n")]
    [InlineData("SET k -9223372036854775808 | DECR k", "-ERR increment or decrement would overflow\r\n")]
    [InlineData("INCRBY k 5", ":5\r\n")]
    [InlineData("INCRBY k -5", ":-5\r\n")]
    [InlineData("INCRBY k abc", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("INCRBY l abc", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("INCRBY k 9223372036854775808", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SET k 1 | INCRBY k 9223372036854775807", "-ERR increment or decrement would overflow\r\n")]
    [InlineData("SET k -1 | INCRBY k -9223372036854775808", "-ERR increment or decrement would overflow\r\n")]
    [InlineData("SET k -2 | INCRBY k 9223372036854775807", ":9223372036854775805\r\n")]
    [InlineData("DECRBY k 5", ":-5\r\n")]
    [InlineData("DECRBY k -9223372036854775807", ":9223372036854775807\r\n")]
    [InlineData("DECRBY k -9223372036854775808", "-ERR decrement would overflow\r\n")]
    [InlineData("DECRBY k 1.0", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SET k 5 PX 5 | +6 | INCR k", ":1\r\n")]
    public void Integers_are_counted_up_and_down(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("INCRBYFLOAT k 1.5", "$3\r\n1.5\r\n")]
    [InlineData("SET k 10.50 | INCRBYFLOAT k 0.1", "$4\r\n10.6\r\n")]
    [InlineData("SET k 10.6 | INCRBYFLOAT k -5", "$3\r\n5.6\r\n")]
    [InlineData("SET k 5.0e3 | INCRBYFLOAT k 2.0e2", "$4\r\n5200\r\n")]
    [InlineData("SET k 3.0e3 | INCRBYFLOAT k 200", "$4\r\n3200\r\n")]
    [InlineData("SET k 3 | INCRBYFLOAT k 0 | GET k", "$1\r\n3\r\n")]
    [InlineData("SET k 1 EX 100 | INCRBYFLOAT k 1 | TTL k", ":100\r\n")]
    [InlineData("SET k abc | INCRBYFLOAT k 1", "-ERR value is not a valid float\r\n")]
    [InlineData("INCRBYFLOAT k abc", "-ERR value is not a valid float\r\n")]
    [InlineData("INCRBYFLOAT k \" 1\"", "-ERR value is not a valid float\r\n")]
    [InlineData("INCRBYFLOAT k inf", "-ERR increment would produce NaN or Infinity\r\n")]
    [InlineData("INCRBYFLOAT k nan", "-ERR value is not a valid float\r\n")]
    [InlineData("SET k inf | INCRBYFLOAT k -inf", "-ERR increment would produce NaN or Infinity\r\n")]
    [InlineData("INCRBYFLOAT l 1", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("@3 | INCRBYFLOAT k 1.5", "$3\r\n1.5\r\n")]
    [InlineData("SET k 5 PX 5 | +6 | INCRBYFLOAT k 1.5", "$3\r\n1.5\r\n")]
    public void Fractions_are_added(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));
}
