using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Tests.Execution;

/// <summary>Commands that wait for keys: who is served, when, from which key, and what ends a wait without anything.</summary>
public sealed class WaitTests : IDisposable
{
    private readonly EngineRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Who_waits_longest_is_served_first()
    {
        var first = Wait(1, "BLPOP k 0");
        var second = Wait(2, "BRPOP k 0");
        var third = Wait(3, "BLPOP k 0");

        Assert.Equal(":3", _rig.Run(9, "RPUSH k a b c"));

        Assert.Equal("*2,$1,k,$1,a", Served(first));
        Assert.Equal("*2,$1,k,$1,c", Served(second));
        Assert.Equal("*2,$1,k,$1,b", Served(third));
        Assert.Equal(0, _rig.Engine.Status.BlockedClients);
        Assert.Equal(":0", _rig.Run(9, "EXISTS k"));
    }

    [Fact]
    public void A_waiter_takes_before_the_next_command_does()
    {
        var waiting = Wait(1, "BLPOP k 0");
        Assert.Equal(":1 $-1", _rig.Run(9, "RPUSH k a", "LPOP k"));
        Assert.Equal("*2,$1,k,$1,a", Served(waiting));
    }

    [Fact]
    public void A_transaction_serves_after_its_end_from_the_key_that_became_ready_first()
    {
        var waiting = Wait(1, "BLPOP a b 0");
        _rig.RunToEnd(_rig.Transaction(9, false, "RPUSH b 1", "RPUSH a 2", "LPUSH b 0"));
        Assert.Equal("*2,$1,b,$1,0", Served(waiting));
    }

    [Fact]
    public void What_a_transaction_takes_back_serves_nobody()
    {
        var waiting = Wait(1, "BLPOP k 0");
        _rig.RunToEnd(_rig.Transaction(9, false, "RPUSH k 1", "DEL k", "SET k x"));
        Assert.DoesNotContain(waiting, _rig.Back);
        _rig.Run(9, "DEL k", "RPUSH k 2");
        Assert.Equal("*2,$1,k,$1,2", Served(waiting));
    }

    [Fact]
    public void A_list_that_gets_the_name_or_the_database_serves()
    {
        var renamed = Wait(1, "BLPOP to 0");
        _rig.RunToEnd(_rig.Transaction(9, false, "RPUSH from 1", "RENAME from to"));
        Assert.Equal("*2,$2,to,$1,1", Served(renamed));

        var swapped = Wait(1, "#1 BLPOP s 0");
        _rig.Run(9, "RPUSH s 1", "SWAPDB 0 1");
        Assert.Equal("*2,$1,s,$1,1", Served(swapped));
    }

    [Fact]
    public void Served_moves_serve_further_waiters()
    {
        var last = Wait(1, "BLPOP c 0");
        var middle = Wait(2, "BRPOPLPUSH b c 0");
        var first = Wait(3, "BLMOVE a b LEFT LEFT 0");
        var from = _rig.Engine.Log.EndOffset;

        _rig.Run(9, "RPUSH a x");

        Assert.Equal("$1,x", Served(first));
        Assert.Equal("$1,x", Served(middle));
        Assert.Equal("*2,$1,c,$1,x", Served(last));
        Assert.Equal("0 RPUSH a x|0 LMOVE a b LEFT LEFT|0 RPOPLPUSH b c|0 LPOP c", _rig.LogText(from, "|"));
    }

    [Fact]
    public void A_move_to_a_key_of_another_kind_is_refused_and_takes_nothing()
    {
        var move = Wait(1, "BLMOVE a str LEFT RIGHT 0");
        var pop = Wait(2, "BLPOP a 0");
        _rig.Run(9, "SET str x", "RPUSH a 1");
        Assert.StartsWith("-WRONGTYPE", Served(move));
        Assert.Equal("*2,$1,a,$1,1", Served(pop));
    }

    [Fact]
    public void Many_elements_are_taken_in_slices()
    {
        _rig.Time.TicksPerLook = 2000;
        var waiting = Wait(1, "BLMPOP 0 2 a b LEFT COUNT 50");
        var from = _rig.Engine.Log.EndOffset;
        _rig.Run(9, "RPUSH b " + string.Join(' ', Enumerable.Range(0, 60)));
        Assert.StartsWith("*2,$1,b,*50,$1,0,$1,1,", Served(waiting));
        Assert.Equal(":10", _rig.Run(9, "LLEN b"));
        Assert.EndsWith("LPOP b 50", _rig.LogText(from, "|"));
    }

    [Fact]
    public void Who_waits_for_a_key_that_is_being_read_is_served_afterwards()
    {
        var waiting = Wait(1, "BLMOVE a k LEFT RIGHT 0");
        _rig.Run(9, "SET k x");
        var slow = _rig.Tell(_rig.Batch(8, "SLOW k 3"));
        Assert.Equal(":1", EngineRig.Replies(_rig.Tell(_rig.Batch(9, "RPUSH a 1"))));
        Assert.DoesNotContain(waiting, _rig.Back);
        _rig.Finish();
        Assert.StartsWith("-WRONGTYPE", Served(waiting));
        _rig.Take(slow);
    }

    [Fact]
    public void A_wait_ends_when_its_time_is_over()
    {
        var shorter = Wait(1, "BLPOP k 0.5");
        var longer = Wait(2, "BLMOVE k d LEFT RIGHT 1");
        var endless = Wait(3, "BLPOP k 0");

        _rig.Time.Pass(499);
        _rig.Engine.EndDueWaits();
        _rig.Finish();
        Assert.Empty(_rig.Back);
        _rig.Time.Pass(1);
        _rig.Engine.EndDueWaits();
        _rig.Finish();
        Assert.Equal("*-1", Served(shorter));
        _rig.Time.Pass(500);
        _rig.Engine.EndDueWaits();
        _rig.Finish();
        Assert.Equal("*-1", Served(longer));
        Assert.Equal(long.MaxValue, _rig.Engine.NextWaitEndTimestamp);
        _rig.Run(9, "RPUSH k a");
        Assert.Equal("*2,$1,k,$1,a", Served(endless));
    }

    [Theory]
    [InlineData(WaitEnd.Timeout, "*-1")]
    [InlineData(WaitEnd.Error, "-UNBLOCKED client unblocked via CLIENT UNBLOCK")]
    public void A_wait_is_ended_from_outside(WaitEnd how, string reply)
    {
        var waiting = Wait(1, "BLPOP k 5");
        _rig.Engine.EndWait(new EndWait(1, waiting.Sequence + 1, how));
        _rig.Finish();
        Assert.Empty(_rig.Back);
        _rig.Engine.EndWait(new EndWait(1, waiting.Sequence, how));
        _rig.Finish();
        Assert.Equal(reply, Served(waiting));
        _rig.Engine.EndWait(new EndWait(1, waiting.Sequence, how));
        Assert.Equal(0, _rig.Engine.StalledConnections);
    }

    [Fact]
    public void A_connection_that_ends_takes_nothing_any_more()
    {
        var gone = Wait(1, "BLPOP k 0");
        var behind = _rig.Batch(1, "SET behind x");
        behind.Sequence = gone.Sequence + 1;
        _rig.Tell(behind);
        _rig.Engine.EndWait(new EndWait(1, gone.Sequence, WaitEnd.Gone));
        _rig.Engine.EndWait(new EndWait(1, behind.Sequence, WaitEnd.Gone));
        _rig.Finish();
        _rig.Take(gone);
        _rig.Take(behind);
        Assert.Equal(":1 $1,a :0", _rig.Run(9, "RPUSH k a", "LPOP k", "EXISTS behind"));
        Assert.Equal(0, _rig.Engine.StalledConnections);
    }

    [Fact]
    public void Later_commands_of_the_connection_wait_too()
    {
        var waiting = Wait(1, "BLPOP k 0", "SET after 1");
        var later = _rig.Tell(_rig.Batch(1, "GET after"));
        Assert.Equal("$-1", _rig.Run(9, "GET after"));
        _rig.Run(9, "RPUSH k a");
        Assert.Equal("*2,$1,k,$1,a +OK", Served(waiting));
        Assert.Equal("$1,1", Served(later));
    }

    [Fact]
    public void A_shard_that_stops_tells_its_waiters()
    {
        var waiting = Wait(1, "BLPOP k 0");
        Assert.Equal([(waiting, true)], _rig.Engine.TakeStalled());
        Assert.Equal(
            "-UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)", EngineRig.Replies(waiting));
        Assert.Equal(0, _rig.Engine.Status.BlockedClients);
        waiting.Release();
    }

    [Fact]
    public void Waiters_can_be_found_by_slot()
    {
        Wait(1, "BLPOP {x}a {x}b 0");
        Wait(2, "BLPOP {y}a 0");
        Wait(3, "#1 BLPOP {x}b 0");
        var found = _rig.Engine.Waits.InSlot(Slot.Of("x"u8));
        Assert.Equal([1L, 3L], found.Select(w => w.Stalled!.Batch.ConnectionId));
        Assert.Empty(_rig.Engine.Waits.InSlot(Slot.Of("z"u8)));
    }

    /// <summary>A batch whose first command is going to wait.</summary>
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
