using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="Transcript"/>.</summary>
public sealed class StringRangeTests
{
    [Theory]
    [InlineData("APPEND k abc", ":3\r\n")]
    [InlineData("APPEND k abc | APPEND k de", ":5\r\n")]
    [InlineData("APPEND k abc | APPEND k de | GET k", "$5\r\nabcde\r\n")]
    [InlineData("SET k 10 | APPEND k 5 | GET k", "$3\r\n105\r\n")]
    [InlineData("SET k v EX 100 | APPEND k w | TTL k", ":100\r\n")]
    [InlineData("APPEND k \"\" | EXISTS k", ":1\r\n")]
    [InlineData("APPEND l x", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("SET k v PX 5 | +6 | APPEND k w", ":1\r\n")]
    [InlineData("STRLEN k", ":0\r\n")]
    [InlineData("SET k hello | STRLEN k", ":5\r\n")]
    [InlineData("SET k -123 | STRLEN k", ":4\r\n")]
    [InlineData("STRLEN l", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("SET k v PX 5 | +6 | STRLEN k", ":0\r\n")]
    public void Append_adds_and_strlen_tells_the_length(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("SET k \"This is a string\" | GETRANGE k 0 3", "$4\r\nThis\r\n")]
    [InlineData("SET k \"This is a string\" | GETRANGE k -3 -1", "$3\r\ning\r\n")]
    [InlineData("SET k \"This is a string\" | GETRANGE k 0 -1", "$16\r\nThis is a string\r\n")]
    [InlineData("SET k \"This is a string\" | GETRANGE k 10 100", "$6\r\nstring\r\n")]
    [InlineData("SET k hello | GETRANGE k 3 1", "$0\r\n\r\n")]
    [InlineData("SET k hello | GETRANGE k 0 -100", "$1\r\nh\r\n")]
    [InlineData("SET k hello | GETRANGE k -100 0", "$1\r\nh\r\n")]
    [InlineData("SET k hello | GETRANGE k -1 -3", "$0\r\n\r\n")]
    [InlineData("SET k hello | GETRANGE k 5 9", "$0\r\n\r\n")]
    [InlineData("SET k hello | GETRANGE k -9223372036854775808 9223372036854775807", "$5\r\nhello\r\n")]
    [InlineData("SET k 12345 | GETRANGE k 1 2", "$2\r\n23\r\n")]
    [InlineData("SET k \"\" | GETRANGE k 0 -1", "$0\r\n\r\n")]
    [InlineData("SET k hello | SUBSTR k 1 2", "$2\r\nel\r\n")]
    [InlineData("GETRANGE k 0 -1", "$0\r\n\r\n")]
    [InlineData("GETRANGE l 0 -1", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("GETRANGE l a 1", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("GETRANGE k 0 1.5", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SET k v PX 5 | +6 | GETRANGE k 0 -1", "$0\r\n\r\n")]
    public void Getrange_cuts_a_part(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("SETRANGE k 0 abc", ":3\r\n")]
    [InlineData("SETRANGE k 3 abc | GET k", "$6\r\n\u0000\u0000\u0000abc\r\n")]
    [InlineData("SET k \"Hello World\" | SETRANGE k 6 Redis", ":11\r\n")]
    [InlineData("SET k \"Hello World\" | SETRANGE k 6 Redis | GET k", "$11\r\nHello Redis\r\n")]
    [InlineData("SET k 123 | SETRANGE k 1 x | GET k", "$3\r\n1x3\r\n")]
    [InlineData("SET k hello | SETRANGE k 9 \"\"", ":5\r\n")]
    [InlineData("SETRANGE k 9 \"\"", ":0\r\n")]
    [InlineData("SETRANGE k 9 \"\" | EXISTS k", ":0\r\n")]
    [InlineData("SETRANGE k -1 x", "-ERR offset is out of range\r\n")]
    [InlineData("SETRANGE k abc x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SETRANGE k 536870912 x", "-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n")]
    [InlineData("SETRANGE k 536870912 \"\"", ":0\r\n")]
    [InlineData("SETRANGE k 9223372036854775807 x", "-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n")]
    [InlineData("SETRANGE l 0 x", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("SETRANGE l 9223372036854775807 x", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("SET k v EX 100 | SETRANGE k 1 w | TTL k", ":100\r\n")]
    [InlineData("SET k abc PX 5 | +6 | SETRANGE k 1 x | GET k", "$2\r\n\u0000x\r\n")]
    public void Setrange_overwrites_a_part(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("MSET a ohmytext b mynewtext | LCS a b", "$6\r\nmytext\r\n")]
    [InlineData("MSET a ohmytext b mynewtext | LCS a b LEN", ":6\r\n")]
    [InlineData("MSET a ohmytext b mynewtext | LCS a b IDX",
        "*4\r\n$7\r\nmatches\r\n*2\r\n*2\r\n*2\r\n:4\r\n:7\r\n*2\r\n:5\r\n:8\r\n*2\r\n*2\r\n:2\r\n:3\r\n"
        + "*2\r\n:0\r\n:1\r\n$3\r\nlen\r\n:6\r\n")]
    [InlineData("@3 | MSET a ohmytext b mynewtext | LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN",
        "%2\r\n$7\r\nmatches\r\n*1\r\n*3\r\n*2\r\n:4\r\n:7\r\n*2\r\n:5\r\n:8\r\n:4\r\n$3\r\nlen\r\n:6\r\n")]
    [InlineData("MSET a ohmytext b mynewtext | LCS a b idx minmatchlen -1",
        "*4\r\n$7\r\nmatches\r\n*2\r\n*2\r\n*2\r\n:4\r\n:7\r\n*2\r\n:5\r\n:8\r\n*2\r\n*2\r\n:2\r\n:3\r\n"
        + "*2\r\n:0\r\n:1\r\n$3\r\nlen\r\n:6\r\n")]
    [InlineData("MSET a abc b xyz | LCS a b", "$0\r\n\r\n")]
    [InlineData("MSET a abc b xyz | LCS a b IDX", "*4\r\n$7\r\nmatches\r\n*0\r\n$3\r\nlen\r\n:0\r\n")]
    [InlineData("MSET a 123 b 13 | LCS a b", "$2\r\n13\r\n")]
    [InlineData("LCS a b", "$0\r\n\r\n")]
    [InlineData("LCS a b LEN", ":0\r\n")]
    [InlineData("@3 | LCS a b IDX", "%2\r\n$7\r\nmatches\r\n*0\r\n$3\r\nlen\r\n:0\r\n")]
    [InlineData("LCS a b IDX LEN", "-ERR If you want both the length and indexes, please just use IDX.\r\n")]
    [InlineData("LCS a b foo", "-ERR syntax error\r\n")]
    [InlineData("LCS a b MINMATCHLEN", "-ERR syntax error\r\n")]
    [InlineData("LCS a b MINMATCHLEN abc", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("LCS l b", "-ERR The specified keys must contain string values\r\n")]
    [InlineData("LCS a l foo", "-ERR The specified keys must contain string values\r\n")]
    [InlineData("LCS a", "-ERR wrong number of arguments for 'lcs' command\r\n")]
    [InlineData("SET a x PX 5 | SET b x | +6 | LCS a b LEN", ":0\r\n")]
    public void Lcs_finds_what_two_strings_share(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("LCS a b")]
    [InlineData("LCS a b LEN")]
    [InlineData("LCS a b IDX WITHMATCHLEN")]
    public void Lcs_in_slices_gives_the_same_reply(string command)
    {
        const string strings = "MSET a abcabbacbabcbacbbcabcbcbacbcabcbab b bcbabcabcbbacbabcbaccbacbabcbabbacb";
        var inSlices = new ShardRig(settings: new ShardSettings { SliceElements = 1 });
        Assert.Equal(Transcript.Run($"{strings} | {command}"), Transcript.Run($"{strings} | {command}", inSlices));
    }

    [Fact]
    public void Lcs_refuses_a_table_larger_than_the_longest_string()
    {
        var rig = new ShardRig(settings: new ShardSettings { MaxStringBytes = 4 * 4 * 4 });
        Assert.Equal("$3\r\nabc\r\n", Transcript.Run("MSET a abc b abc c abcd | LCS a b", rig));
        Assert.Equal(
            "-ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len\r\n", Transcript.Run("LCS a c", rig));
    }

    [Theory]
    [InlineData("APPEND k 56789", ":9\r\n")]
    [InlineData("APPEND k 567890", ":10\r\n")]
    [InlineData("APPEND k 5678901", "-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n")]
    [InlineData("SETRANGE k 9 x", ":10\r\n")]
    [InlineData("SETRANGE k 10 x", "-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n")]
    public void Strings_grow_up_to_the_limit(string command, string reply)
    {
        var rig = new ShardRig(settings: new ShardSettings { MaxStringBytes = 10 });
        Assert.Equal(reply, Transcript.Run($"SET k 1234 | {command}", rig));
    }
}
