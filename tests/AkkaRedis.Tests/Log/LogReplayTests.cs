using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Node.Commands;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Log;

/// <summary>Groups of a journal joined to a snapshot: all that is new is carried out once, and a gap is never passed over.</summary>
public sealed class LogReplayTests
{
    [Fact]
    public void From_whichever_unit_the_snapshot_is_the_rest_is_carried_out_once() => Seeds.Run(200, random =>
    {
        var log = new CommandLog(1 << 20, 200);
        var ends = new List<long> { 0 };
        for (var i = 0; i < 50; i++)
        {
            log.Append(0, "APPEND"u8, "k"u8, [(byte)('a' + (i % 26))]);
            log.CommitUnit();
            ends.Add(log.EndOffset);
        }

        var from = random.Next(ends.Count);
        var keyspace = new KeyspaceStore(16);
        using var replayer = new EffectReplayer(keyspace, new ShardSettings(), NodeCommandTable.Build());
        var replay = new LogReplay(ends[from]);
        foreach (var group in Groups(log, random, ends))
            replayer.Apply(group, replay, nowMs: 1);
        Assert.Equal((null, log.EndOffset), (replay.Damage, replay.Offset));
        Assert.Equal(50 - from, keyspace[0].Find("k"u8) is { IsNone: false } entry ? entry.StringLength : 0);
    });

    [Theory]
    [InlineData(10, 20, 1, "nothing from offset 0 to 10")]
    [InlineData(0, 20, -1, "epoch -1 after 0")]
    public void A_gap_or_an_older_reign_is_damage(long offset, int bytes, long epoch, string damage)
    {
        var replay = new LogReplay(0);
        Assert.False(replay.TryBegin(new CommandGroup(0, epoch, offset, new byte[bytes]), out _));
        Assert.Contains(damage, replay.Damage);
    }

    [Fact]
    public void What_the_snapshot_has_is_passed_over_and_what_overlaps_begins_inside()
    {
        var replay = new LogReplay(15);
        Assert.False(replay.TryBegin(new CommandGroup(0, 1, 0, new byte[15]), out _));
        Assert.True(replay.TryBegin(new CommandGroup(0, 1, 10, new byte[15]), out var start));
        Assert.Equal((5, null), (start, replay.Damage));
    }

    [Fact]
    public void Damaged_units_are_told_with_their_offset()
    {
        var log = new CommandLog();
        log.Append(0, "SET"u8, "a"u8, "1"u8);
        log.CommitUnit();
        var end = log.EndOffset;
        log.Append(0, "SET"u8, "b"u8, "1"u8);
        log.CommitUnit();
        var bytes = LoggedUnits.BytesOf(log, 0);
        bytes[^1] ^= 1;
        using var replayer = new EffectReplayer(new KeyspaceStore(16), new ShardSettings(), NodeCommandTable.Build());
        var replay = new LogReplay(0);
        replayer.Apply(new CommandGroup(0, 1, 0, bytes), replay, nowMs: 1);
        Assert.Equal(end, replay.Offset);
        Assert.Contains($"offset {end}", replay.Damage);
    }

    /// <summary>The log cut into groups of whole units at random.</summary>
    private static IEnumerable<CommandGroup> Groups(CommandLog log, Random random, List<long> ends)
    {
        for (var i = 0; i < ends.Count - 1;)
        {
            var next = Math.Min(ends.Count - 1, i + random.Next(1, 8));
            var bytes = new byte[ends[next] - ends[i]];
            Assert.Equal(bytes.Length, log.Read(ends[i], bytes));
            yield return new CommandGroup(0, 1, ends[i], bytes);
            i = next;
        }
    }
}
