using System.Globalization;
using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Commands;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Rdb;

/// <summary>Streams in the encoding of redis-server: its three forms, what is refused, slices.</summary>
public sealed class StreamDumpTests
{
    private const string Bad = "-ERR Bad data format\r\n";
    private const int Same = 2;
    private const int Deleted = 1;

    private readonly ShardRig _rig = new();

    [Theory]
    [InlineData(StreamPayload.First)]
    [InlineData(StreamPayload.WithHistory)]
    [InlineData(StreamPayload.WithActiveTimes)]
    public void Every_form_is_read(byte form)
    {
        var payload = new StreamPayload(form, nodes: 2)
            .Node(5, 7, 2, 1, 2, "f", "g", 0, Same, 0, 0, "a", 1, 5, Same | Deleted, 1, -7, "x", "y", 5, 0, 2, 3, 1, "h", "-12", 6)
            .Node(9, 1, 1, 0, 1, "f", 0, Same, 0, 0, "z", 4)
            .History(3, (9, 4), (6, 0), added: 8).Groups(1)
            .Group("g", (7, 10), read: 2, (5, 7), (7, 10)).Consumers(2).Consumer("c", (7, 10)).Consumer("d", (5, 7));
        Assert.Equal("+OK\r\n", Restore(payload.Payload));
        Assert.Equal("*3|*2|$3|5-7|*4|$1|f|$1|a|$1|g|$1|1|*2|$4|7-10|*2|$1|h|$3|-12|*2|$3|9-1|*2|$1|f|$1|z|", Run("XRANGE k - +"));
        Assert.Equal("*4|:2|$3|5-7|$4|7-10|*2|*2|$1|c|$1|1|*2|$1|d|$1|1|", Run("XPENDING k g"));
        Assert.Contains("|*4|$4|7-10|$1|c|:1007|:3|", Run("XINFO STREAM k FULL"), StringComparison.Ordinal);
        Assert.Contains("|$9|seen-time|:5000|", Run("XINFO STREAM k FULL"), StringComparison.Ordinal);
        var (deleted, added, read) = form == StreamPayload.First ? ("0-0", ":3", "$-1") : ("6-0", ":8", ":2");
        var history = $"|{deleted}|$13|entries-added|{added}|$23|recorded-first-entry-id|$3|5-7|";
        Assert.Contains(history, Run("XINFO STREAM k"), StringComparison.Ordinal);
        Assert.Contains($"|$12|entries-read|{read}|", Run("XINFO GROUPS k"), StringComparison.Ordinal);
    }

    /// <summary>What redis-server 7.0.15 gave for a stream of a node with a deleted entry and a group, and for an empty one.</summary>
    [Theory]
    [InlineData(
        "13011000000000000000010000000000000001c3405a407812780000001f0003010101020181660281670200200900002001078161020c0105"
        + "0103200a0a0101816202f290eefe0405200d040201dfff022012076802a76c6f6e6720e01904012806203400034036088178028179020501ff"
        + "0304000101010204010167030081ffffffffffffffff0200000000000000010000000000000001251fda0aa2010000010000000000000003000000"
        + "0000000000251fda0aa201000001010163251fda0aa20100000200000000000000010000000000000001000000000000000300000000000000000a"
        + "0012df8b0661b17cf9",
        "*3|*2|$3|1-1|*4|$1|f|$1|a|$1|g|$2|12|*2|$3|3-0|*2|$1|h|$39|long long long long long long long long|"
        + "*2|$3|4-0|*4|$1|f|$1|x|$1|g|$1|y|",
        "*4|:2|$3|1-1|$3|3-0|*1|*2|$1|c|$1|2|")]
    [InlineData("13000000000000000000010167000081ffffffffffffffff00000a00a01a953dfb9cddde", "*0|", "*4|:0|$-1|$-1|*-1|")]
    public void Streams_of_redis_server_are_read(string hex, string entries, string pending)
    {
        Assert.Equal("+OK\r\n", Restore(Convert.FromHexString(hex)));
        Assert.Equal(entries, Run("XRANGE k - +"));
        Assert.Equal(pending, Run("XPENDING k g"));
    }

    [Fact]
    public void A_stream_without_entries_is_a_value()
    {
        Assert.Equal("+OK\r\n", Restore(new StreamPayload(StreamPayload.WithHistory, 0).History(0, (7, 1), (7, 1), 3).Groups(0).Payload));
        Assert.Equal("-ERR The ID specified in XADD is equal or smaller than the target stream top item|", Run("XADD k 7-1 f v"));
        Assert.Equal(":0|", Run("XLEN k"));
    }

    [Fact]
    public void What_is_not_right_is_refused()
    {
        Assert.Equal("+OK\r\n", Restore(Entry().History(1, (5, 0)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(Entry().History(2, (5, 0)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(Entry().History(1, (4, 0)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(Entry().History(1, (5, 0), added: ulong.MaxValue).Groups(0).Payload));
        Assert.Equal(Bad, Restore(Entry().History(1, (5, 0)).Groups(1).Payload));
        Assert.Equal(Bad, Restore(Node(2, 0, 1, "f", 0, Same, 0, 0, "v", 4).History(2, (5, 0)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(Node(1, 0, 1, "f", 0, Same, 0, 0, "v", 5).History(1, (5, 0)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(Node(1, 0, 1, "f", 1, Same, 0, 0, "v", 4).History(1, (5, 0)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(Node(1, 0, 1, "f", 0, Same, 0, 0, "v", 4, 9).History(1, (5, 0)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(Node(1, 0, 1, "f", 0, Same, 0, "x", "v", 4).History(1, (5, 0)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(Node(1, 0, 0, 0, Same, 0, 0, 3).History(1, (5, 0)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(
            Node(2, 0, 1, "f", 0, Same, 0, 1, "v", 4, Same, 0, 1, "v", 4).History(2, (5, 9)).Groups(0).Payload));
        Assert.Equal(Bad, Restore(WithGroup().Consumers(0).Payload));
        Assert.Equal(Bad, Restore(WithGroup((5, 0)).Consumers(1).Consumer("c").Payload));
        Assert.Equal(Bad, Restore(WithGroup((5, 0)).Consumers(1).Consumer("c", (6, 0)).Payload));
        Assert.Equal(Bad, Restore(WithGroup((5, 0)).Consumers(2).Consumer("c", (5, 0)).Consumer("d", (5, 0)).Payload));
        Assert.Equal(Bad, Restore(WithGroup((5, 0)).Consumers(2).Consumer("c", (5, 0)).Consumer("c").Payload));
        Assert.Equal(Bad, Restore(WithGroup((5, 0), (5, 0)).Consumers(1).Consumer("c", (5, 0)).Payload));
    }

    [Fact]
    public void Long_names_that_many_entries_share_are_held_about_once()
    {
        const int entries = 4_000;
        object[] head = [entries, 0, 1, new string('n', 20_000), 0];
        var pairs = Enumerable.Range(0, entries).SelectMany(i => new object[] { Same, 0, i, "v", 4 });
        var payload = new StreamPayload(StreamPayload.WithHistory, 1).Node(5, 0, [.. head, .. pairs])
            .History(entries, (5, entries - 1)).Groups(0).Payload;
        Assert.Equal("+OK\r\n", Restore(payload));
        Assert.Equal($":{entries}|", Run("XLEN k"));
        Assert.InRange(_rig.Keyspace[0].Find("k"u8).Collection.MemoryBytes, 20_000, 130_000);
    }

    [Fact]
    public void A_large_stream_is_dumped_and_restored_in_slices()
    {
        var settings = new ShardSettings();
        var shard = new HashListShard(settings);
        for (var i = 1; i <= 2000; i++)
            shard.Run(string.Create(CultureInfo.InvariantCulture, $"XADD k {i}-1 f v{i}"));
        shard.Run("XGROUP CREATE k g 0");
        shard.Run("XREADGROUP GROUP g c COUNT 1000 STREAMS k >");
        settings.SliceElements = 1;
        var dumped = InSlices(shard, HashListShard.ArgsOf("DUMP k"), out var dumpSteps);
        var restore = Args.Of(
            "RESTORE"u8.ToArray(), "to"u8.ToArray(), "0"u8.ToArray(), Encoding.Latin1.GetBytes(dumped[(dumped.IndexOf('\n') + 1)..^2]));
        Assert.Equal("+OK\r\n", InSlices(shard, restore, out var restoreSteps));
        Assert.Equal(InfoOf(shard, "k"), InfoOf(shard, "to"));
        Assert.InRange(dumpSteps, 100, 2000);
        Assert.InRange(restoreSteps, 300, 3000);
    }

    private static StreamPayload Node(params object[] elements) => new StreamPayload(StreamPayload.WithHistory, 1).Node(5, 0, elements);

    private static StreamPayload Entry() => Node(1, 0, 1, "f", 0, Same, 0, 0, "v", 4);

    private static StreamPayload WithGroup(params (ulong Ms, ulong Seq)[] pending) =>
        Entry().History(1, (5, 0), added: 1).Groups(1).Group("g", (5, 0), read: 1, pending.Length == 0 ? [(5, 0)] : pending);

    private static string InfoOf(HashListShard shard, string key) =>
        InSlices(shard, HashListShard.ArgsOf($"XINFO STREAM {key} FULL COUNT 0"), out _);

    private static string InSlices(HashListShard shard, Args args, out int steps)
    {
        steps = 0;
        for (var job = shard.Start(args); job is not null; steps++)
        {
            if (shard.Step(job, args, 10))
                break;
        }

        return Encoding.Latin1.GetString(shard.Reply.WrittenSpan);
    }

    private string Run(string line) => _rig.Run(line).Replace("\r\n", "|", StringComparison.Ordinal);

    private string Restore(byte[] payload) =>
        _rig.Run("RESTORE"u8.ToArray(), "k"u8.ToArray(), "0"u8.ToArray(), payload, "REPLACE"u8.ToArray());
}
