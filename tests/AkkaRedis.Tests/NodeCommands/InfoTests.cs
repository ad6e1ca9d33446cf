using System.Text;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.NodeCommands;

public class InfoTests
{
    private const string Default =
        "Server Clients Memory Persistence Stats Replication CPU Modules Errorstats Cluster Keyspace AkkaRedis";

    private const string Everything =
        "Server Clients Memory Persistence Stats Replication CPU Modules Commandstats Errorstats Cluster Keyspace AkkaRedis";

    private readonly NodeRig _rig = new();

    [Theory]
    [InlineData("", Default)]
    [InlineData("default", Default)]
    [InlineData("all", Everything)]
    [InlineData("EVERYTHING", Everything)]
    [InlineData("server", "Server")]
    [InlineData("SERVER server", "Server")]
    [InlineData("keyspace cluster", "Cluster Keyspace")]
    [InlineData("commandstats default", Everything)]
    [InlineData("nosuch", "")]
    [InlineData("nosuch cpu", "CPU")]
    public void Sections_come_in_their_order_as_wanted(string wanted, string titles) =>
        Assert.Equal(titles, string.Join(' ', Text(wanted).Split("\r\n").Where(l => l.StartsWith('#')).Select(l => l[2..])));

    [Fact]
    public void Every_line_is_a_heading_a_field_or_blank_between_sections()
    {
        var text = Text("everything");

        Assert.EndsWith("\r\n", text);
        Assert.DoesNotContain("\r\n\r\n\r\n", text);
        foreach (var line in text.Split("\r\n"))
            Assert.Matches("^$|^# [A-Za-z]+$|^[a-z0-9_|]+:.*$", line);
        var fields = Fields("everything");
        Assert.Equal(fields.Count, text.Split("\r\n").Count(l => l.Contains(':')));
    }

    [Fact]
    public void In_resp3_it_is_verbatim_text()
    {
        _rig.Session.Protocol = 3;

        Assert.Equal("=34\r\ntxt:# Cluster\r\ncluster_enabled:0\r\n\r\n", _rig.Run("INFO cluster"));
    }

    [Fact]
    public void Databases_are_summed_over_shards_and_empty_ones_left_out()
    {
        Put(0, 0, "a", Expiry.None);
        Put(1, 0, "b", Expiry.None);
        Put(1, 3, "c", _rig.Time.NowMs + 5000);

        Assert.Equal("# Keyspace\r\ndb0:keys=2,expires=0,avg_ttl=0\r\n", Text("keyspace").Split("db3")[0]);
        Assert.Contains("db3:keys=1,expires=1,avg_ttl=", Text("keyspace"));
    }

    [Fact]
    public void Shards_are_told_one_a_line_with_counts_of_what_is_out()
    {
        Put(1, 0, "b", Expiry.None);
        Put(1, 3, "c", Expiry.None);
        var fields = Fields("akkaredis");

        Assert.Equal("2", fields["shards_count"]);
        Assert.StartsWith("epoch=1,keys=0,mem=", fields["shard0"]);
        Assert.StartsWith("epoch=2,keys=2,mem=", fields["shard1"]);
        Assert.Equal("1", fields["live_connections"]);
        string[] leakCounts = ["outstanding_buffers", "outstanding_batches", "outstanding_shard_batches", "open_sockets"];
        Assert.All(leakCounts, name => Assert.True(long.TryParse(fields[name], out _)));
    }

    [Fact]
    public void Server_and_clients_tell_the_node()
    {
        _rig.Time.NowMs += 90_061_000;
        _rig.Connect("10.0.0.2", 5).Session.OutputBytes = 4321;
        var fields = Fields("server clients replication");

        Assert.Equal("5.0.14", fields["redis_version"]);
        Assert.Equal("standalone", fields["redis_mode"]);
        Assert.Equal(("90061", "1"), (fields["uptime_in_seconds"], fields["uptime_in_days"]));
        Assert.Equal(("2", "4321"), (fields["connected_clients"], fields["client_recent_max_output_buffer"]));
        Assert.Equal((new string('a', 40), "master"), (fields["master_replid"], fields["role"]));
    }

    [Fact]
    public void Used_memory_is_the_sum_of_its_parts_and_its_peak_is_kept()
    {
        Put(0, 0, "a", Expiry.None);
        Put(1, 3, "b", Expiry.None);
        _rig.Node.Statistics.MemoryStartupBytes = 1000;
        var fields = Fields("memory");

        string[] parts = ["allocator_allocated", "mem_command_log", "mem_clients_normal", "used_memory_startup"];
        Assert.Equal(long.Parse(fields["used_memory"]), parts.Sum(p => long.Parse(fields[p])));
        Assert.Equal(long.Parse(fields["used_memory"]),
            long.Parse(fields["used_memory_overhead"]) + long.Parse(fields["used_memory_dataset"]));
        Assert.InRange(long.Parse(fields["used_memory_dataset"]), 40, 200);
        Assert.True(long.Parse(fields["used_memory_peak"]) >= long.Parse(fields["used_memory"]));
        _rig.Node.Statistics.MemoryPeakBytes = long.MaxValue;
        Assert.Equal($"{long.MaxValue}", Fields("memory")["used_memory_peak"]);
    }

    [Fact]
    public void Calls_and_errors_are_summed_over_connections_and_shards()
    {
        var ping = Id("ping");
        _rig.Node.CommandStatistics.RecordShared(ping, _rig.Time.TimestampFrequency / 1000);
        _rig.Node.CommandStatistics.RecordRejected(Id("client|id"));
        _rig.Shards[0].Status.Commands.Record(ping, _rig.Time.TimestampFrequency / 1000);
        _rig.Shards[1].Status.Commands.RecordFailed(ping);
        _rig.Node.CommandStatistics.RecordError("-ERR x\r\n"u8);
        _rig.Shards[0].Status.Commands.RecordError("-WRONGTYPE x\r\n"u8);
        _rig.Shards[1].Status.Commands.RecordError("-WRONGTYPE x\r\n"u8);

        Assert.Equal(
            "# Commandstats\r\ncmdstat_client|id:calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0\r\n" +
            "cmdstat_ping:calls=2,usec=2000,usec_per_call=1000.00,rejected_calls=0,failed_calls=1\r\n", Text("commandstats"));
        Assert.Equal("# Errorstats\r\nerrorstat_ERR:count=1\r\nerrorstat_WRONGTYPE:count=2\r\n", Text("errorstats"));
        Assert.Equal("3", Fields("stats")["total_error_replies"]);
    }

    [Fact]
    public void Resetstat_starts_all_counts_anew_without_touching_those_of_shards()
    {
        var ping = Id("ping");
        Count(ping);

        Assert.Equal("+OK\r\n", _rig.Run("CONFIG RESETSTAT"));

        Assert.Equal(("# Commandstats\r\n", "# Errorstats\r\n"), (Text("commandstats"), Text("errorstats")));
        Assert.Equal(("0", "0", "0"), Hits());
        Assert.Equal(7, _rig.Shards[0].Status.Counters.Hits);
        Count(ping);
        Assert.Contains("cmdstat_ping:calls=1,", Text("commandstats"));
        Assert.Equal("# Errorstats\r\nerrorstat_ERR:count=1\r\n", Text("errorstats"));
        Assert.Equal(("7", "9", "1"), Hits());
    }

    [Fact]
    public void A_timer_samples_rates_until_it_is_disposed_of()
    {
        using (StatisticsSampling.Start(_rig.Node))
        {
            for (var i = 0; i <= RateSampler.Samples; i++)
            {
                _rig.Time.FireTimers();
                _rig.Node.Statistics.CommandsProcessed += 50;
                _rig.Node.Statistics.BytesReceived += 1024;
                _rig.Time.NowMs += 100;
            }

            var fields = Fields("stats");
            Assert.Equal(("500", "10.00", "0.00"),
                (fields["instantaneous_ops_per_sec"], fields["instantaneous_input_kbps"], fields["instantaneous_output_kbps"]));
        }

        Assert.Equal(0, _rig.Time.LiveTimers);
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1023, "1023B")]
    [InlineData(1024, "1.00K")]
    [InlineData(916_296, "894.82K")]
    [InlineData(25_276_076_032, "23.54G")]
    public void Bytes_are_told_for_people_too(long bytes, string text) => Assert.Equal(text, InfoText.Human(bytes));

    private static int Id(string name) => RigClient.Table.All.Single((CommandRow r) => r.Name == name).Id;

    private void Count(int row)
    {
        _rig.Shards[0].Status.Commands.Record(row, 1);
        _rig.Shards[0].Status.Commands.RecordError("-ERR x\r\n"u8);
        _rig.Shards[0].Status.Counters.Hits += 7;
        _rig.Shards[1].Status.Counters.Misses += 9;
        _rig.Node.Statistics.CommandsProcessed++;
    }

    private (string Hits, string Misses, string Commands) Hits()
    {
        var fields = Fields("stats");
        return (fields["keyspace_hits"], fields["keyspace_misses"], fields["total_commands_processed"]);
    }

    private void Put(int shard, int db, string key, long expireAtMs) =>
        _rig.Shards[shard].Keyspace[db].SetString(Encoding.ASCII.GetBytes(key), "v"u8, expireAtMs);

    private string Text(string wanted) => (string)RespValue.Parse(_rig.Run($"INFO {wanted}"))!;

    private Dictionary<string, string> Fields(string wanted) => Text(wanted).Split("\r\n")
        .Where(l => l.Contains(':'))
        .ToDictionary(l => l[..l.IndexOf(':')], l => l[(l.IndexOf(':') + 1)..]);
}
