using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Tests.Execution;

/// <summary>Commands that wait for sorted sets: every way in which a key comes by one serves them.</summary>
public sealed class SortedSetWaitTests : IDisposable
{
    private readonly EngineRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("ZADD z 1 a")]
    [InlineData("ZADD z INCR 1 a")]
    [InlineData("ZINCRBY z 1 a")]
    [InlineData("ZUNIONSTORE z 1 from")]
    [InlineData("ZRANGESTORE z from 0 -1")]
    [InlineData("RENAME from z")]
    [InlineData("COPY from z")]
    [InlineData("#1 MOVE z 0")]
    [InlineData("#1 COPY z z DB 0")]
    [InlineData("SWAPDB 0 1")]
    public void A_key_that_comes_by_a_sorted_set_serves(string command)
    {
        _rig.Run(9, "ZADD from 1 a", "#1 ZADD z 1 a");
        var waiting = Wait(1, "BZPOPMIN none z 0");
        _rig.Run(9, command);
        Assert.Equal("*3,$1,z,$1,a,$1,1", Served(waiting));
    }

    [Fact]
    public void A_restored_one_serves_too()
    {
        var waiting = Wait(1, "BZMPOP 0 2 none z MAX COUNT 2");
        var dump = _rig.Run(9, "ZADD from 1 a 2 b", "DUMP from");
        var payload = dump[(dump.IndexOf(',', StringComparison.Ordinal) + 1)..];
        Assert.DoesNotContain(' ', payload);
        Assert.Equal("+OK", _rig.Run(9, $"RESTORE z 0 {payload}"));
        Assert.Equal("*2,$1,z,*2,*2,$1,b,$1,2,*2,$1,a,$1,1", Served(waiting));
    }

    [Fact]
    public void Who_waits_for_another_kind_is_passed_over()
    {
        var list = Wait(1, "BLPOP k 0");
        var set = Wait(2, "BZPOPMAX k 0");
        var secondSet = Wait(3, "BZPOPMIN k 0");
        _rig.Run(9, "ZADD k 1 a 2 b 3 c");
        Assert.Equal("*3,$1,k,$1,c,$1,3", Served(set));
        Assert.Equal("*3,$1,k,$1,a,$1,1", Served(secondSet));
        _rig.Run(9, "DEL k", "RPUSH from x", "SORT from ALPHA STORE k");
        Assert.Equal("*2,$1,k,$1,x", Served(list));
    }

    [Fact]
    public void A_transaction_serves_after_its_end_and_the_log_tells_what_was_taken()
    {
        var one = Wait(1, "BZPOPMIN a b 0");
        var many = Wait(2, "BZMPOP 0 1 b MAX COUNT 2");
        var from = _rig.Engine.Log.EndOffset;
        _rig.RunToEnd(_rig.Transaction(9, false, "ZADD b 1 x", "ZADD b 0 y 2 z"));
        Assert.Equal("*3,$1,b,$1,y,$1,0", Served(one));
        Assert.Equal("*2,$1,b,*2,*2,$1,z,$1,2,*2,$1,x,$1,1", Served(many));
        Assert.Equal("0 ZADD b 1 x\n0 ZADD b 0 y 2 z|0 ZPOPMIN b|0 ZPOPMAX b 2", _rig.LogText(from, "|"));
    }

    [Fact]
    public void Many_members_are_taken_in_slices()
    {
        _rig.Time.TicksPerLook = 2000;
        var waiting = Wait(1, "BZMPOP 0 2 a b MIN COUNT 50");
        var from = _rig.Engine.Log.EndOffset;
        _rig.Run(9, "ZADD b " + string.Join(' ', Enumerable.Range(10, 60).Select(i => $"{i} m{i}")));
        Assert.StartsWith("*2,$1,b,*50,*2,$3,m10,$2,10,*2,$3,m11,", Served(waiting));
        Assert.Equal(":10", _rig.Run(9, "ZCARD b"));
        Assert.EndsWith("ZPOPMIN b 50", _rig.LogText(from, "|"));
    }

    [Fact]
    public void A_wait_ends_when_its_time_is_over()
    {
        var waiting = Wait(1, "BZPOPMAX k 0.5");
        _rig.Time.Pass(500);
        _rig.Engine.EndDueWaits();
        _rig.Finish();
        Assert.Equal("*-1", Served(waiting));
    }

    /// <summary>A batch whose command is going to wait.</summary>
    private ShardBatch Wait(long connection, string line)
    {
        var before = _rig.Engine.Status.BlockedClients;
        var batch = _rig.Tell(_rig.Batch(connection, line));
        Assert.Equal(before + 1, _rig.Engine.Status.BlockedClients);
        return batch;
    }

    private string Served(ShardBatch batch)
    {
        Assert.Contains(batch, _rig.Back);
        var replies = EngineRig.Replies(batch);
        _rig.Take(batch);
        return replies;
    }
}
