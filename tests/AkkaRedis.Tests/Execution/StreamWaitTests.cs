using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Tests.Execution;

/// <summary>XREAD and XREADGROUP that wait: for entries after the id as it was, and until their group or key is gone.</summary>
public sealed class StreamWaitTests : IDisposable
{
    private readonly EngineRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Everyone_who_reads_gets_what_came_after_they_asked()
    {
        _rig.Run(9, "XADD s 1-1 f old");
        var first = Wait(1, "XREAD BLOCK 0 STREAMS s $");
        var second = Wait(2, "XREAD BLOCK 0 STREAMS none s 0 1-1");
        _rig.Run(9, "XADD s 2-1 f new");
        const string reply = "*1,*2,$1,s,*1,*2,$3,2-1,*2,$1,f,$3,new";
        Assert.Equal(reply, Served(first));
        Assert.Equal(reply, Served(second));
    }

    [Fact]
    public void An_entry_goes_to_one_consumer_of_a_group()
    {
        _rig.Run(9, "XGROUP CREATE s g $ MKSTREAM");
        var first = Wait(1, "XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
        var second = Wait(2, "XREADGROUP GROUP g two BLOCK 0 STREAMS s >");
        _rig.Run(9, "XADD s 2-1 f a");
        Assert.Equal("*1,*2,$1,s,*1,*2,$3,2-1,*2,$1,f,$1,a", Served(first));
        Assert.Equal(1, _rig.Engine.Status.BlockedClients);
        _rig.Run(9, "XADD s 2-2 f b");
        Assert.Equal("*1,*2,$1,s,*1,*2,$3,2-2,*2,$1,f,$1,b", Served(second));
    }

    [Theory]
    [InlineData("DEL s")]
    [InlineData("SET s x")]
    [InlineData("FLUSHALL")]
    [InlineData("RENAME s other")]
    public void A_reader_of_a_group_hears_that_the_stream_is_gone(string command)
    {
        _rig.Run(9, "XGROUP CREATE s g $ MKSTREAM");
        var waiting = Wait(1, "XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
        _rig.Run(9, command);
        Assert.Equal("-UNBLOCKED the stream key no longer exists", Served(waiting));
    }

    [Fact]
    public void A_reader_of_a_group_hears_that_the_group_is_gone()
    {
        _rig.Run(9, "XGROUP CREATE s g $ MKSTREAM");
        var waiting = Wait(1, "XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
        _rig.Run(9, "XGROUP DESTROY s g");
        Assert.Equal("-NOGROUP the consumer group this client was blocked on no longer exists", Served(waiting));
    }

    [Fact]
    public void Who_reads_alone_goes_on_waiting_when_the_stream_is_gone()
    {
        _rig.Run(9, "XADD s 5-1 f a");
        var waiting = Wait(1, "XREAD BLOCK 0 STREAMS s $");
        _rig.Run(9, "DEL s", "XADD s 6-1 f b");
        Assert.Equal("*1,*2,$1,s,*1,*2,$3,6-1,*2,$1,f,$1,b", Served(waiting));
    }

    private ShardBatch Wait(long connection, params string[] lines)
    {
        var before = _rig.Engine.Status.BlockedClients;
        var batch = _rig.Batch(connection, lines);
        batch.Sequence = connection * 100;
        _rig.Tell(batch);
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
