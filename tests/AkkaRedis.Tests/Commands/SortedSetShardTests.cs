using System.Text;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Tests.Commands;

/// <summary>What commands on sorted sets log, announce, allocate, and do in slices.</summary>
public sealed class SortedSetShardTests
{
    private const int Rounds = 20_000;

    private static readonly ShardSettings SmallSlices = new() { SliceElements = 50 };

    [Theory]
    [InlineData("ZADD z 1 a", "nothing")]
    [InlineData("ZADD z 2 a", "came: z:zadd@z")]
    [InlineData("ZADD z XX 2 x", "nothing")]
    [InlineData("ZADD z INCR 2 a", "came: z:zincr@z")]
    [InlineData("ZINCRBY n 2 a", "came: z:zincr@n")]
    [InlineData("ZINCRBY z 0 a", "nothing")]
    [InlineData("ZREM z x", "nothing")]
    [InlineData("ZREM z a", "came: z:zrem@z")]
    [InlineData("ZREM o a", "came: z:zrem@o g:del@o")]
    [InlineData("ZPOPMIN z", "came: z:zpopmin@z")]
    [InlineData("ZPOPMAX o 3", "came: z:zpopmax@o g:del@o")]
    [InlineData("ZPOPMAX z 3", "came: z:zpopmax@z g:del@z")]
    [InlineData("ZMPOP 2 n z MAX COUNT 2", "came: z:zpopmax@z")]
    [InlineData("ZREMRANGEBYRANK z 0 0", "came: z:zremrangebyrank@z")]
    [InlineData("ZREMRANGEBYSCORE z 0 9", "came: z:zremrangebyscore@z g:del@z")]
    [InlineData("ZREMRANGEBYLEX o [x +", "nothing")]
    [InlineData("ZRANGESTORE d z 0 1", "came: z:zrangestore@d")]
    [InlineData("ZRANGESTORE o n 0 1", "came: g:del@o")]
    [InlineData("ZUNIONSTORE d 2 z o", "came: z:zunionstore@d")]
    [InlineData("ZINTERSTORE d 2 z n", "nothing")]
    [InlineData("ZDIFFSTORE o 1 n", "came: g:del@o")]
    [InlineData("GEOADD z 1 1 a", "came: z:zadd@z")]
    [InlineData("GEORADIUS z 0 0 99999 km STORE d", "came: z:georadiusstore@d")]
    [InlineData("GEORADIUS z 0 0 99999 km", "nothing")]
    public void A_command_leaves(string command, string trace)
    {
        var shard = new HashListShard();
        shard.Run("ZADD z 1 a 2 b 3 c");
        shard.Run("ZADD o 1 a");
        shard.Run("ZADD dirty 1 a");
        shard.Run("ZREM none a");
        shard.Run(command);
        Assert.Equal(trace, shard.Trace);
    }

    [Theory]
    [InlineData("ZRANGE z 0 -1")]
    [InlineData("ZRANGE z 0 -1 REV WITHSCORES")]
    [InlineData("ZRANGEBYSCORE z 10 +inf LIMIT 5 150")]
    [InlineData("ZRANGESTORE d z 10 -10")]
    [InlineData("ZPOPMIN z 90")]
    [InlineData("ZPOPMAX z 200")]
    [InlineData("ZMPOP 2 none z MAX COUNT 60")]
    [InlineData("ZREMRANGEBYRANK z 20 120")]
    [InlineData("ZREMRANGEBYSCORE z (30 +inf")]
    [InlineData("ZUNION 2 z y WITHSCORES")]
    [InlineData("ZINTER 2 z y WITHSCORES")]
    [InlineData("ZDIFF 2 z y")]
    [InlineData("ZINTERCARD 2 z y")]
    [InlineData("ZUNIONSTORE d 2 z y")]
    [InlineData("COPY z copy")]
    [InlineData("GEORADIUS z 0 0 99999 km WITHDIST")]
    [InlineData("GEOSEARCHSTORE d z FROMLONLAT 0 0 BYRADIUS 99999 km")]
    public void Long_commands_are_done_in_slices_with_the_same_outcome(string command)
    {
        var whole = Filled(new ShardSettings());
        var args = HashListShard.ArgsOf(command);
        Assert.Null(whole.Start(args));
        var sliced = Filled(SmallSlices);
        var job = sliced.Start(args)!;
        Assert.NotNull(job);
        Assert.True(!job.LockedKey.IsEmpty || job.MoreLockedKeys.Count > 0);
        var slices = 1;
        while (!sliced.Step(job, args, units: 30))
            slices++;
        Assert.InRange(slices, 2, 40);
        Assert.Equal(Text(whole), Text(sliced));
        Assert.Equal(whole.Trace, sliced.Trace);
        foreach (var key in new[] { "z", "d", "copy" })
            Assert.Equal(Entries(whole, key), Entries(sliced, key));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void The_hot_path_allocates_nothing(int members)
    {
        var shard = new HashListShard();
        for (var i = 0; i < members; i++)
            shard.Run($"ZADD z {i}.5 member-{i:D4}");
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf("ZADD z 7.5 member-0007")));
        var down = HashListShard.ArgsOf("ZADD z 3.5 member-0007");
        Assert.Equal(0, shard.AllocatedBy(Rounds, down, HashListShard.ArgsOf("ZADD z 7.5 member-0007")));
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf("ZSCORE z member-0007")));
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf("ZRANK z member-0007")));
        Assert.Equal(0, shard.AllocatedBy(100, HashListShard.ArgsOf("ZRANGE z 0 -1 WITHSCORES")));
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf("ZPOPMIN z"), HashListShard.ArgsOf("ZADD z 0 member-0000")));
    }

    private static HashListShard Filled(ShardSettings settings)
    {
        var shard = new HashListShard(settings);
        for (var i = 0; i < 200; i++)
        {
            shard.Run($"ZADD z {i % 70}.5 member-{i}");
            shard.Run($"ZADD y {i} member-{i * 2}");
        }

        return shard;
    }

    private static string Text(HashListShard shard) => Encoding.Latin1.GetString(shard.Reply.WrittenSpan);

    private static string Entries(HashListShard shard, string key)
    {
        var args = HashListShard.ArgsOf($"ZRANGE {key} 0 -1 WITHSCORES");
        if (shard.Start(args) is { } job)
        {
            while (!shard.Step(job, args, 1000))
            {
            }
        }

        return Text(shard);
    }
}
