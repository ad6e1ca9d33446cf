using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="Transcript"/>.</summary>
public sealed class KeyObjectTests
{
    [Theory]
    [InlineData("OBJECT ENCODING k", "$-1\r\n")]
    [InlineData("@3 | OBJECT ENCODING k", "_\r\n")]
    [InlineData("SET k 12 | OBJECT ENCODING k", "$3\r\nint\r\n")]
    [InlineData("SET k abc | OBJECT ENCODING k", "$6\r\nembstr\r\n")]
    [InlineData("SET k xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | OBJECT ENCODING k", "$3\r\nraw\r\n")]
    [InlineData("APPEND k a | APPEND k b | OBJECT ENCODING k", "$3\r\nraw\r\n")]
    [InlineData("SET k 12 | SETRANGE k 0 3 | OBJECT ENCODING k", "$3\r\nraw\r\n")]
    [InlineData("SET k abc | OBJECT REFCOUNT k", ":1\r\n")]
    [InlineData("SET k 9999 | OBJECT REFCOUNT k", ":2147483647\r\n")]
    [InlineData("SET k 10000 | OBJECT REFCOUNT k", ":1\r\n")]
    [InlineData("SET k -1 | OBJECT REFCOUNT k", ":1\r\n")]
    [InlineData("SET k abc | OBJECT IDLETIME k", ":0\r\n")]
    [InlineData("SET k abc | OBJECT FREQ k",
        "-ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when "
        + "switching between policies at runtime LRU and LFU data will take some time to adjust.\r\n")]
    [InlineData("OBJECT FREQ k", "$-1\r\n")]
    [InlineData("OBJECT IDLETIME k", "$-1\r\n")]
    [InlineData("OBJECT ENCODING", "-ERR wrong number of arguments for 'object|encoding' command\r\n")]
    [InlineData("OBJECT HELP k", "-ERR wrong number of arguments for 'object|help' command\r\n")]
    [InlineData("OBJECT", "-ERR wrong number of arguments for 'object' command\r\n")]
    [InlineData("OBJECT bogus k", "-ERR unknown subcommand 'bogus'. Try OBJECT HELP.\r\n")]
    [InlineData("OBJECT bog k x y", "-ERR unknown subcommand 'bog'. Try OBJECT HELP.\r\n")]
    [InlineData("SET k v PX 5 | +6 | OBJECT ENCODING k", "$-1\r\n")]
    public void Object_looks_into_the_value(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    [Fact]
    public void An_lfu_policy_tracks_frequency_and_not_idle_time()
    {
        var rig = new ShardRig(settings: new ShardSettings { Memory = new MemoryLimit { Policy = EvictionPolicy.AllKeysLfu } });
        rig.Run("SET k v");
        Assert.Equal(":5\r\n", rig.Run("OBJECT FREQ k"));
        rig.Keyspace[0].Touch(rig.Keyspace[0].Find("k"u8), UseClock.OfFrequency(7, rig.NowMs));
        Assert.Equal(":7\r\n", rig.Run("OBJECT FREQ k"));
        rig.NowMs += 3 * 60_000;
        Assert.Equal(":4\r\n", rig.Run("OBJECT FREQ k"));
        rig.Run("SET other v");
        Assert.Equal(":5\r\n", rig.Run("OBJECT FREQ other"));
        rig.Run("RENAME k other");
        Assert.InRange(int.Parse(rig.Run("OBJECT FREQ other")[1..^2]), 4, 5);
        Assert.StartsWith("-ERR An LFU maxmemory policy is selected, idle time not tracked.", rig.Run("OBJECT IDLETIME other"));
    }

    [Fact]
    public void Idle_time_counts_the_seconds_since_the_access_clock()
    {
        var rig = new ShardRig();
        rig.Run("SET k v");
        rig.NowMs += 12_500;
        Assert.Equal(":12\r\n", rig.Run("OBJECT IDLETIME k"));
    }

    [Theory]
    [InlineData("GET k", 0)]
    [InlineData("TOUCH k", 0)]
    [InlineData("APPEND k x", 0)]
    [InlineData("SET k w", 0)]
    [InlineData("EXPIRE k 1000", 0)]
    [InlineData("EXISTS k", 7)]
    [InlineData("TTL k", 7)]
    [InlineData("TYPE k", 7)]
    [InlineData("OBJECT ENCODING k", 7)]
    public void A_use_makes_a_key_young_and_a_look_at_it_does_not(string command, int idleSeconds)
    {
        var rig = new ShardRig();
        rig.Run("SET k v");
        rig.NowMs += 7_000;
        rig.Run(command);
        Assert.Equal($":{idleSeconds}\r\n", rig.Run("OBJECT IDLETIME k"));
    }

    [Fact]
    public void Help_names_every_subcommand()
    {
        var help = new ShardRig().Run("OBJECT HELP");
        Assert.StartsWith("*11\r\n+", help);
        Assert.All(["ENCODING", "FREQ", "IDLETIME", "REFCOUNT", "HELP"], name => Assert.Contains($"\r\n+{name}", help));
    }
}
