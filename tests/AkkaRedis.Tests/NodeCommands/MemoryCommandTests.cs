using AkkaRedis.Node.Monitor;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;
using AkkaRedis.Tests.Commands;

namespace AkkaRedis.Tests.NodeCommands;

public class MemoryCommandTests
{
    private static readonly string[] NamesOfRedis =
    [
        "peak.allocated", "total.allocated", "startup.allocated", "replication.backlog", "clients.slaves", "clients.normal",
        "cluster.links", "aof.buffer", "lua.caches", "functions.caches", "db.2", "overhead.total", "keys.count",
        "keys.bytes-per-key", "dataset.bytes", "dataset.percentage", "peak.percentage", "allocator.allocated", "allocator.active",
        "allocator.resident", "allocator-fragmentation.ratio", "allocator-fragmentation.bytes", "allocator-rss.ratio",
        "allocator-rss.bytes", "rss-overhead.ratio", "rss-overhead.bytes", "fragmentation", "fragmentation.bytes",
    ];

    private readonly NodeRig _rig = new();

    [Theory]
    [InlineData(":24|", "SET a b | MEMORY USAGE a")]
    [InlineData(":24|", "SET a b | MEMORY USAGE a SAMPLES 0 samples 7")]
    [InlineData("$-1|", "MEMORY USAGE none")]
    [InlineData("-ERR syntax error|", "SET a b | MEMORY USAGE a SAMPLES")]
    [InlineData("-ERR syntax error|", "SET a b | MEMORY USAGE a SAMPLES -1")]
    [InlineData("-ERR syntax error|", "SET a b | MEMORY USAGE a EXACTLY 1")]
    [InlineData("-ERR syntax error|", "MEMORY USAGE none SAMPLES 1 x")]
    [InlineData("-ERR value is not an integer or out of range|", "SET a b | MEMORY USAGE a SAMPLES x")]
    public void Usage_tells_the_bytes_of_a_key(string reply, string steps) => HashListSteps.AssertReply(reply, steps);

    [Fact]
    public void Usage_of_a_collection_grows_with_it()
    {
        var rig = new Support.ShardRig();
        rig.Run("RPUSH l a");
        var before = Usage(rig);
        rig.Run($"RPUSH l {new string('x', 1000)}");
        Assert.InRange(Usage(rig) - before, 1000, 1100);
    }

    [Fact]
    public void Stats_have_the_names_of_redis_server_in_its_order()
    {
        _rig.Shards[1].Keyspace[2].SetString("k"u8, "v"u8, Expiry.None);
        var stats = (List<object?>)RespValue.Parse(_rig.Run("MEMORY STATS"))!;

        Assert.Equal(NamesOfRedis, stats.Where((_, i) => i % 2 == 0).Cast<string>());
        Assert.Equal(1L, stats[stats.IndexOf("keys.count") + 1]);
    }

    [Fact]
    public void Purge_says_ok() => Assert.Equal("+OK\r\n", _rig.Run("MEMORY PURGE"));

    [Fact]
    public void Allocator_statistics_are_text()
    {
        _rig.Session.Protocol = 3;
        Assert.Matches("^=[0-9]+\r\ntxt:blocks in use: [0-9]+ bytes", _rig.Run("MEMORY MALLOC-STATS"));
    }

    [Fact]
    public void The_doctor_waits_for_some_data() => Assert.StartsWith("$87\r\nThere is too little data", _rig.Run("MEMORY DOCTOR"));

    [Theory]
    [InlineData(0, 100, 100, 0, "Nothing is unusual")]
    [InlineData(200, 100, 100, 0, "The peak")]
    [InlineData(0, 100, 150, 0, "Much memory is taken")]
    [InlineData(0, 100, 100, 1, "Connections hold")]
    public void The_doctor_names_what_is_unusual(int peakMb, int dataMb, int reservedMb, int clientMb, string begin)
    {
        var use = new MemoryUse(dataMb << 20, 0, dataMb << 20, reservedMb << 20, 0, clientMb << 20, 0) { PeakBytes = peakMb << 20 };
        Assert.StartsWith(begin, MemoryDiagnosis.Of(use, clients: 2), StringComparison.Ordinal);
    }

    private static long Usage(Support.ShardRig rig) => long.Parse(rig.Run("MEMORY USAGE l")[1..^2]);
}
