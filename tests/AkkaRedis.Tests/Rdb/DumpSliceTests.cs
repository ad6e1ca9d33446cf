using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Commands;
using AkkaRedis.Tests.Execution;

namespace AkkaRedis.Tests.Rdb;

/// <summary>DUMP and RESTORE of large values take several turns.</summary>
public sealed class DumpSliceTests
{
    private const int Elements = 3000;

    public static TheoryData<string> Fills => new()
    {
        "RPUSH k " + Numbers(Elements),
        "HSET k " + Numbers(2 * Elements),
        "SADD k x " + Numbers(Elements),
        "ZADD k " + Numbers(2 * Elements),
        "SET k " + Numbers(Elements).Replace(' ', '.'),
        "SET k " + new string('x', 60_000),
    };

    [Theory]
    [MemberData(nameof(Fills))]
    public void A_large_value_is_dumped_and_restored_in_slices(string fill)
    {
        var shard = new HashListShard(new ShardSettings { SliceElements = 1 });
        shard.Run(fill);
        var dumped = InSlices(shard, HashListShard.ArgsOf("DUMP k"), out var dumpSteps);
        Assert.Equal("+OK\r\n", InSlices(shard, RestoreArgs(dumped), out var restoreSteps));
        Assert.Equal("own: g:restore@to", shard.Trace);
        Assert.Equal(dumped.Length, InSlices(shard, HashListShard.ArgsOf("DUMP to"), out _).Length);
        Assert.InRange(restoreSteps, 3, Elements);
        if (!fill.EndsWith('x'))
            Assert.InRange(dumpSteps, 3, Elements);
    }

    [Fact]
    public void Writers_of_a_collection_wait_for_its_dump_and_readers_go_on()
    {
        using var rig = new TurnRig(sliceElements: 5);
        rig.Run("RPUSH l " + Numbers(40_000));
        rig.Start(1, "DUMP l");
        rig.Start(2, "EXPIRE l 1000");
        rig.Start(3, "EXISTS l");
        Assert.Equal([3L], rig.Done.Select(d => d.Connection));
        rig.Finish();
        Assert.Equal([3L, 1L, 2L], rig.Done.Select(d => d.Connection));
    }

    [Fact]
    public void A_key_that_came_into_being_meanwhile_is_not_replaced()
    {
        var shard = new HashListShard(new ShardSettings { SliceElements = 1 });
        shard.Run("RPUSH k " + Numbers(Elements));
        var dumped = InSlices(shard, HashListShard.ArgsOf("DUMP k"), out _);
        var args = RestoreArgs(dumped);
        var job = shard.Start(args)!;
        shard.Run("SET to 1");
        shard.Reply.Length = 0;
        while (!shard.Step(job, args, 10))
        {
        }

        Assert.Equal("-BUSYKEY Target key name already exists.\r\n", Encoding.Latin1.GetString(shard.Reply.WrittenSpan));
    }

    /// <summary>RESTORE of what a reply of DUMP holds.</summary>
    private static Args RestoreArgs(string dumped) =>
        Args.Of("RESTORE"u8.ToArray(), "to"u8.ToArray(), "0"u8.ToArray(), Encoding.Latin1.GetBytes(dumped[(dumped.IndexOf('\n') + 1)..^2]));

    private static string Numbers(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => i * 7919 % 100_003));

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
}
