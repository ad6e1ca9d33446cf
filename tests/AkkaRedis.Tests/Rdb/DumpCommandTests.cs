using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Tests.Execution;
using AkkaRedis.Tests.Log;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Rdb;

/// <summary>DUMP and RESTORE: payloads of redis-server 7.0.15 and of older ones, options, effects, slices.</summary>
public sealed class DumpCommandTests
{
    private const string Hello = "000568656c6c6f0a006372df766534200a";

    private readonly ShardRig _rig = new();

    /// <summary>What redis-server 7.0.15 gave for values of every type and form.</summary>
    [Theory]
    [InlineData(Hello, "GET k", "$5,hello,")]
    [InlineData("00c139300a009d94ea2793fc08b9", "GET k", "$5,12345,")]
    [InlineData("00c290eefeff0a002875de7b13eb2800", "GET k", "$6,-70000,")]
    [InlineData("00c30b40960361626361e087020162630a00cc4ffc25a4143aeb", "GETRANGE k 143 -1", "$7,cabcabc,")]
    [InlineData("1201022020000000050001018374776f04ded402f270110104f400f2052a0100000009ff0a002935cc547df003d9", "LRANGE k 0 -1",
        "*5,$1,1,$3,two,$4,-300,$5,70000,$10,5000000000,")]
    [InlineData("101414000000040081610201018162028374776f04ff0a000428b525e1e26b12", "HGETALL k", "*4,$1,a,$1,1,$1,b,$3,two,")]
    [InlineData("040201620374776f0161c0010a003159920951bccc4e", "HGETALL k", "*4,$1,b,$3,two,$1,a,$1,1,")]
    [InlineData("0b1404000000030000000100000002000000e09304000a00742f3348486c6a39", "SMEMBERS k", "*3,$1,1,$1,2,$6,300000,")]
    [InlineData("0202016201610a0075d99d835ef85f65", "SMEMBERS k", "*2,$1,b,$1,a,")]
    [InlineData("111d1d0000000600816302dffe0281610283312e350481620283696e6604ff0a006d8ea46ad5a7ed90", "ZRANGE k 0 -1 WITHSCORES",
        "*6,$1,c,$2,-2,$1,a,$3,1.5,$1,b,$3,inf,")]
    [InlineData("05030162000000000000f07f0161000000000000f83f016300000000000000c00a007dc27f02e78a1971", "ZRANGE k 0 -1 WITHSCORES",
        "*6,$1,c,$2,-2,$1,a,$3,1.5,$1,b,$3,inf,")]
    public void A_payload_of_redis_server_is_restored(string payload, string reading, string reply)
    {
        Assert.Equal("+OK\r\n", Restore(Convert.FromHexString(payload)));
        Assert.Equal(reply, _rig.Run(reading).Replace("\r\n", ",", StringComparison.Ordinal));
    }

    [Fact]
    public void Forms_that_only_old_servers_write_are_restored()
    {
        var output = new RdbOutput();
        output.Raw([3, 4, 1, (byte)'a', 3, .. "1.5"u8, 1, (byte)'b', 254, 1, (byte)'c', 255, 1, (byte)'d', 2, .. "-0"u8]);
        AssertRestored(Payloads.OfTexts(Payloads.List, 3, "a", "1", "-70000"), "LRANGE k 0 -1", "*3,$1,a,$1,1,$6,-70000,");
        AssertRestored(Payloads.OfZiplists("a", "12", "x", "-129", "5"), "LRANGE k 0 -1", "*5,$1,a,$2,12,$1,x,$4,-129,$1,5,");
        AssertRestored(Payloads.OfBlock(Payloads.ListZiplist, Payloads.Ziplist("a", "13")), "LRANGE k 0 -1", "*2,$1,a,$2,13,");
        AssertRestored(Payloads.OfBlock(Payloads.HashZiplist, Payloads.Ziplist("f", "40000")), "HGETALL k", "*2,$1,f,$5,40000,");
        AssertRestored(Payloads.OfBlock(Payloads.HashZipmap, Payloads.Zipmap("f", "v", "g", "")), "HGETALL k", "*4,$1,f,$1,v,$1,g,$0,,");
        AssertRestored(Payloads.OfBlock(Payloads.ZSetZiplist, Payloads.Ziplist("m", "2.5")), "ZSCORE k m", "$3,2.5,");
        AssertRestored(Payloads.WithFooter(output.Written), "ZRANGE k 0 -1", "*4,$1,c,$1,d,$1,a,$1,b,");
    }

    [Theory]
    [InlineData("DUMP none", "$-1\r\n")]
    [InlineData("RESTORE k 0 x", "-ERR DUMP payload version or checksum are wrong\r\n")]
    [InlineData("RESTORE k 0 \"\"", "-ERR DUMP payload version or checksum are wrong\r\n")]
    [InlineData("RESTORE k -1 x", "-ERR Invalid TTL value, must be >= 0\r\n")]
    [InlineData("RESTORE k x x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("RESTORE k 0 x FOO", "-ERR syntax error\r\n")]
    [InlineData("RESTORE k 0 x IDLETIME", "-ERR syntax error\r\n")]
    [InlineData("RESTORE k 0 x IDLETIME a", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("RESTORE k 0 x IDLETIME -1", "-ERR Invalid IDLETIME value, must be >= 0\r\n")]
    [InlineData("RESTORE k 0 x FREQ 256", "-ERR Invalid FREQ value, must be >= 0 and <= 255\r\n")]
    [InlineData("RESTORE k 0 x FREQ 1 IDLETIME 2", "-ERR syntax error\r\n")]
    [InlineData("RESTORE taken 0 x", "-BUSYKEY Target key name already exists.\r\n")]
    [InlineData("RESTORE taken x x", "-BUSYKEY Target key name already exists.\r\n")]
    [InlineData("RESTORE taken x x REPLACE", "-ERR value is not an integer or out of range\r\n")]
    public void Bad_input_gets_the_error_of_redis_server(string request, string reply)
    {
        _rig.Run("SET taken 1");
        Assert.Equal(reply, _rig.Run(request));
        Assert.Equal(":1\r\n", _rig.Run("DBSIZE"));
    }

    [Fact]
    public void A_payload_of_a_newer_version_is_refused()
    {
        var value = Convert.FromHexString(Hello)[..^10];
        Assert.Equal("-ERR DUMP payload version or checksum are wrong\r\n", Restore(Payloads.WithFooter(value, version: 11)));
        Assert.Equal("+OK\r\n", Restore(Payloads.WithFooter(value, version: 5)));
    }

    [Fact]
    public void Values_with_elements_twice_or_none_are_no_values()
    {
        const string bad = "-ERR Bad data format\r\n";
        Assert.Equal(bad, Restore(Payloads.OfTexts(Payloads.Hash, 2, "a", "1", "a", "2")));
        Assert.Equal(bad, Restore(Payloads.OfTexts(Payloads.Set, 2, "a", "a")));
        Assert.Equal(bad, Restore(Payloads.OfTexts(Payloads.List, 0)));
        Assert.Equal(bad, Restore(Payloads.OfBlock(Payloads.ListZiplist, Payloads.Ziplist())));
        Assert.Equal(bad, Restore(Payloads.OfBlock(Payloads.HashZiplist, Payloads.Ziplist("f"))));
        Assert.Equal(bad, Restore(Payloads.WithFooter([99, 1])));
        Assert.Equal(bad, Restore(Payloads.WithFooter([])));
    }

    [Fact]
    public void Times_and_use_are_set_and_logged_as_absolute()
    {
        var payload = Convert.FromHexString(Hello);
        Assert.Equal("+OK\r\n", Restore(payload, "1000"));
        Assert.Equal(":1000\r\n", _rig.Run("PTTL k"));
        Assert.Equal("+OK\r\n", Restore(payload, "1700000005000", "REPLACE", "ABSTTL", "IDLETIME", "77"));
        Assert.Equal(":5000\r\n", _rig.Run("PTTL k"));
        Assert.Equal(":77\r\n", _rig.Run("OBJECT IDLETIME k"));
        Assert.Equal("+OK\r\n", Restore(payload, "0", "REPLACE"));
        Assert.Equal(":-1\r\n", _rig.Run("PTTL k"));
        var text = Encoding.Latin1.GetString(payload);
        string[] expected = ["1700000001000", "1700000005000", "0"];
        Assert.Equal(expected.Select(at => $"0 RESTORE k {at} {text} ABSTTL REPLACE"), Units(0));
    }

    [Fact]
    public void A_time_that_has_passed_removes_what_would_be_replaced_and_stores_nothing()
    {
        var payload = Convert.FromHexString(Hello);
        Assert.Equal("+OK\r\n", Restore(payload, "1", "ABSTTL"));
        Assert.Empty(Units(0));
        _rig.Run("SET k old");
        var from = _rig.Log.EndOffset;
        Assert.Equal("+OK\r\n", Restore(payload, "1", "ABSTTL", "REPLACE"));
        Assert.Equal(["0 DEL k"], Units(from));
        Assert.Equal(":0\r\n", _rig.Run("EXISTS k"));
    }

    [Fact]
    public void Under_an_LFU_policy_the_frequency_is_set()
    {
        _rig.Settings.UsesLfu = true;
        Assert.Equal("+OK\r\n", Restore(Convert.FromHexString(Hello), "0", "FREQ", "77"));
        Assert.Equal(":77\r\n", _rig.Run("OBJECT FREQ k"));
    }

    [Fact]
    public void Whatever_is_dumped_is_restored_the_same_and_so_it_is_from_the_log() => Seeds.Run(300, random =>
    {
        var rig = new ShardRig(random.Next());
        var replica = new KeyspaceStore(16);
        var replayer = new EffectReplayer(replica, new ShardSettings(), NodeCommandTable.Build());
        for (var i = 0; i < 8; i++)
        {
            var offset = rig.Log.EndOffset;
            RandomValues.Write(rig, "from" + i, random);
            var reply = rig.Run("DUMP from" + i);
            var payload = Encoding.Latin1.GetBytes(reply[(reply.IndexOf('\n') + 1)..^2]);
            Assert.Equal("+OK\r\n", rig.Run("RESTORE"u8.ToArray(), Encoding.ASCII.GetBytes("to" + i), "0"u8.ToArray(), payload));
            foreach (var unit in LoggedUnits.Read(LoggedUnits.BytesOf(rig.Log, offset)))
                replayer.Apply(unit, 0);
        }

        var table = NodeCommandTable.Build();
        Assert.Equal(KeyspaceDigest.Of(rig.Keyspace, table), KeyspaceDigest.Of(replica, table));
        var lines = KeyspaceDigest.Of(rig.Keyspace, table).Split('\n');
        var from = lines.Where(l => l.StartsWith("0 from", StringComparison.Ordinal)).Select(l => l[6..]);
        Assert.Equal(from, lines.Where(l => l.StartsWith("0 to", StringComparison.Ordinal)).Select(l => l[4..]));
    });

    private void AssertRestored(byte[] payload, string reading, string reply)
    {
        Assert.Equal("+OK\r\n", Restore(payload, "0", "REPLACE"));
        Assert.Equal(reply, _rig.Run(reading).Replace("\r\n", ",", StringComparison.Ordinal));
    }

    private string Restore(byte[] payload, string ttl = "0", params string[] options) =>
        _rig.Run(["RESTORE"u8.ToArray(), "k"u8.ToArray(), Bytes(ttl), payload, .. options.Select(Bytes)]);

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private IEnumerable<string> Units(long from) =>
        LoggedUnits.Read(LoggedUnits.BytesOf(_rig.Log, from)).Select(LoggedUnits.Text);
}
