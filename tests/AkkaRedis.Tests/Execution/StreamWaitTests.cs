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
    public void A_reader_of_a_group_hears_that_the_time_of_the_stream_is_over()
    {
        _rig.Run(9, "XGROUP CREATE s g $ MKSTREAM", "PEXPIRE s 10");
        var waiting = Wait(1, "XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
        _rig.Time.Pass(11);
        _rig.Engine.ExpireTurn();
        _rig.Finish();
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

    [Fact]
    public void A_reader_of_a_group_hears_that_another_kind_or_another_database_took_the_place_of_its_stream()
    {
        _rig.Run(9, "XGROUP CREATE s g $ MKSTREAM");
        var waiting = Wait(1, "XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
        _rig.RunToEnd(_rig.Transaction(9, false, "DEL s", "SADD s member"));
        Assert.Equal("-UNBLOCKED the stream key no longer exists", Served(waiting));

        foreach (var inOther in new[] { "DEL s", "RPUSH s element" })
        {
            _rig.Run(9, "DEL s", "XGROUP CREATE s g $ MKSTREAM", "#1 DEL s", "#1 " + inOther);
            waiting = Wait(1, "XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
            _rig.Run(9, "SWAPDB 0 1");
            Assert.Equal("-UNBLOCKED the stream key no longer exists", Served(waiting));
        }
    }

    [Fact]
    public void A_stream_that_gets_the_name_serves_the_readers_of_its_groups()
    {
        _rig.Run(9, "XGROUP CREATE s g $ MKSTREAM", "XGROUP CREATE other g $ MKSTREAM", "XADD other 100-0 f v");
        var waiting = Wait(1, "XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
        _rig.Run(9, "RENAME other s");
        Assert.Equal("*1,*2,$1,s,*1,*2,$5,100-0,*2,$1,f,$1,v", Served(waiting));

        waiting = Wait(1, "XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
        _rig.Run(9, "XADD other 200-0 f v", "RENAME other s");
        Assert.Equal("-NOGROUP the consumer group this client was blocked on no longer exists", Served(waiting));
    }

    [Fact]
    public void All_that_a_transaction_added_is_given_at_once_and_under_each_key_once()
    {
        var waiting = Wait(1, "XREAD BLOCK 0 STREAMS s s t s $ $ $ $");
        _rig.RunToEnd(_rig.Transaction(9, false, "XADD s 1-1 f a", "XADD t 1-1 f x", "XADD s 1-2 f b"));
        Assert.Equal("*1,*2,$1,s,*2,*2,$3,1-1,*2,$1,f,$1,a,*2,$3,1-2,*2,$1,f,$1,b", Served(waiting));
    }

    [Fact]
    public void What_was_added_and_taken_away_again_wakes_nobody()
    {
        _rig.Run(9, "XADD s 1-1 f a", "XDEL s 1-1", "XGROUP CREATE s g 0");
        var reader = Wait(1, "XREAD BLOCK 0 STREAMS s 0");
        var inGroup = Wait(2, "XREADGROUP GROUP g one BLOCK 0 STREAMS s >");
        _rig.RunToEnd(_rig.Transaction(9, false, "XADD s 2-1 f b", "XDEL s 2-1"));
        _rig.Run(9, "XTRIM s MAXLEN 0", "XSETID s 3-1", "XGROUP SETID s g 0");
        Assert.Equal(2, _rig.Engine.Status.BlockedClients);
        Assert.Equal("*0", _rig.Run(9, "XINFO CONSUMERS s g"));
        _rig.Run(9, "XADD s 4-1 f c");
        const string reply = "*1,*2,$1,s,*1,*2,$3,4-1,*2,$1,f,$1,c";
        Assert.Equal(reply, Served(reader));
        Assert.Equal(reply, Served(inGroup));
    }

    [Fact]
    public void Who_asks_for_what_is_pending_does_not_wait()
    {
        _rig.Run(9, "XGROUP CREATE s g $ MKSTREAM");
        Assert.Equal("*1,*2,$1,s,*0", _rig.Run(1, "XREADGROUP GROUP g one BLOCK 0 STREAMS s 600"));
        Assert.EndsWith("*-1", _rig.RunToEnd(_rig.Transaction(1, false, "XREAD BLOCK 0 STREAMS s $")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_ends_with_its_time_in_milliseconds()
    {
        var reader = Wait(1, "XREAD BLOCK 20 STREAMS s $");
        _rig.Time.Pass(19);
        _rig.Engine.EndDueWaits();
        _rig.Finish();
        Assert.DoesNotContain(reader, _rig.Back);
        _rig.Time.Pass(1);
        _rig.Engine.EndDueWaits();
        _rig.Finish();
        Assert.Equal("*-1", Served(reader));
    }

    [Fact]
    public void Without_a_count_a_thousand_entries_end_a_wait()
    {
        var reader = Wait(1, "XREAD BLOCK 0 STREAMS s 0");
        _rig.RunToEnd(_rig.Transaction(9, false, [.. Enumerable.Range(1, 1500).Select(i => $"XADD s {i} f v")]));
        _rig.Finish();
        Assert.StartsWith("*1,*2,$1,s,*1000,*2,$3,1-0,", Served(reader), StringComparison.Ordinal);
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
