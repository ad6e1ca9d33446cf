using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="Transcript"/>.</summary>
public sealed class KeyspaceCommandTests
{
    [Theory]
    [InlineData("DBSIZE", ":1\r\n")]
    [InlineData("MSET a 1 b 2 | DBSIZE", ":3\r\n")]
    [InlineData("#1 | DBSIZE", ":0\r\n")]
    [InlineData("FLUSHDB", "+OK\r\n")]
    [InlineData("FLUSHDB | DBSIZE", ":0\r\n")]
    [InlineData("FLUSHDB ASYNC | DBSIZE", ":0\r\n")]
    [InlineData("#1 | SET k v | FLUSHDB sync | #0 | DBSIZE", ":1\r\n")]
    [InlineData("FLUSHDB foo", "-ERR syntax error\r\n")]
    [InlineData("FLUSHDB SYNC ASYNC", "-ERR syntax error\r\n")]
    [InlineData("#1 | SET k v | #0 | FLUSHALL | #1 | DBSIZE", ":0\r\n")]
    [InlineData("FLUSHALL", "+OK\r\n")]
    [InlineData("FLUSHALL async", "+OK\r\n")]
    [InlineData("FLUSHALL foo", "-ERR syntax error\r\n")]
    [InlineData("SWAPDB 0 1", "+OK\r\n")]
    [InlineData("SET k v | SWAPDB 0 1 | #1 | GET k", "$1\r\nv\r\n")]
    [InlineData("SET k v | SWAPDB 0 1 | GET k", "$-1\r\n")]
    [InlineData("SET k v | SWAPDB 0 0 | GET k", "$1\r\nv\r\n")]
    [InlineData("SWAPDB 0 16", "-ERR DB index is out of range\r\n")]
    [InlineData("SWAPDB -1 0", "-ERR DB index is out of range\r\n")]
    [InlineData("SWAPDB a 0", "-ERR invalid first DB index\r\n")]
    [InlineData("SWAPDB 0 b", "-ERR invalid second DB index\r\n")]
    [InlineData("SWAPDB 3000000000 0", "-ERR invalid first DB index\r\n")]
    public void Whole_databases_are_counted_emptied_and_exchanged(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Theory]
    [InlineData("SCAN 0 | FLUSHDB | SCAN 0", "*2\r\n$1\r\n0\r\n*0\r\n")]
    [InlineData("FLUSHDB | KEYS *", "*0\r\n")]
    [InlineData("KEYS *", "*1\r\n$1\r\nl\r\n")]
    [InlineData("KEYS x*", "*0\r\n")]
    [InlineData("MSET aa 1 | KEYS a?", "*1\r\n$2\r\naa\r\n")]
    [InlineData("KEYS", "-ERR wrong number of arguments for 'keys' command\r\n")]
    [InlineData("SET k v PX 5 | +6 | KEYS *", "*1\r\n$1\r\nl\r\n")]
    [InlineData("SCAN 0", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nl\r\n")]
    [InlineData("SET k v | SCAN 0 MATCH k", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n")]
    [InlineData("SET k v | SCAN 0 TYPE string", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n")]
    [InlineData("SET k v | SCAN 0 TYPE LIST COUNT 100", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nl\r\n")]
    [InlineData("SET k v | SCAN 0 TYPE bogus", "*2\r\n$1\r\n0\r\n*0\r\n")]
    [InlineData("SET k v | SCAN 0 COUNT 9223372036854775807 MATCH k", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n")]
    [InlineData("SET k v PX 5 | +6 | SCAN 0", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nl\r\n")]
    [InlineData("SET k v PX 5 | +6 | SCAN 0 | DBSIZE", ":1\r\n")]
    [InlineData("SET k v PX 5 | +6 | SCAN 0 TYPE hash | DBSIZE", ":1\r\n")]
    [InlineData("SCAN abc", "-ERR invalid cursor\r\n")]
    [InlineData("SCAN \"\"", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nl\r\n")]
    [InlineData("SCAN +0", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nl\r\n")]
    [InlineData("SCAN -0", "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nl\r\n")]
    [InlineData("SCAN \"\" COUNT 0", "-ERR syntax error\r\n")]
    [InlineData("SCAN 1x", "-ERR invalid cursor\r\n")]
    [InlineData("SCAN \" 0\"", "-ERR invalid cursor\r\n")]
    [InlineData("SCAN 281474976710656", "-ERR invalid cursor\r\n")]
    [InlineData("SCAN 0 COUNT 0", "-ERR syntax error\r\n")]
    [InlineData("SCAN 0 COUNT abc", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SCAN 0 COUNT", "-ERR syntax error\r\n")]
    [InlineData("SCAN 0 foo bar", "-ERR syntax error\r\n")]
    [InlineData("RANDOMKEY", "$1\r\nl\r\n")]
    [InlineData("FLUSHDB | RANDOMKEY", "$-1\r\n")]
    [InlineData("@3 | FLUSHDB | RANDOMKEY", "_\r\n")]
    [InlineData("FLUSHDB | SET k v PX 5 | +6 | RANDOMKEY", "$-1\r\n")]
    public void Keys_are_found_without_being_named(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Fact]
    public void Keys_of_a_large_database_come_in_slices_and_all_of_them()
    {
        var rig = new ShardRig(settings: new ShardSettings { SliceElements = 3 });
        for (var i = 0; i < 50; i++)
            rig.Run($"SET key:{i} v");
        rig.Run("SET other v");
        var lines = rig.Run("KEYS key:*").Split("\r\n");
        Assert.Equal("*50", lines[0]);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"key:{i}").Order(), lines.Where(l => l.StartsWith("key:")).Order());
    }

    [Fact]
    public void A_scan_followed_to_its_end_sees_every_key()
    {
        var rig = new ShardRig();
        for (var i = 0; i < 200; i++)
            rig.Run($"SET key:{i} v");
        var seen = new HashSet<string>();
        var cursor = "0";
        do
        {
            var lines = rig.Run($"SCAN {cursor} COUNT 7").Split("\r\n");
            cursor = lines[2];
            seen.UnionWith(lines.Where(l => l.StartsWith("key:")));
        }
        while (cursor != "0");
        Assert.Equal(200, seen.Count);
    }

    [Fact]
    public void Randomkey_passes_over_expired_keys()
    {
        var rig = new ShardRig();
        rig.Run("SET alive v");
        for (var i = 0; i < 3; i++)
            rig.Run($"SET gone:{i} v PX 5");
        rig.NowMs += 6;
        Assert.Equal("$5\r\nalive\r\n", rig.Run("RANDOMKEY"));
    }
}
