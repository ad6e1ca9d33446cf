using AkkaRedis.Protocol.Batches;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Execution;

/// <summary>Turns, locks and cut replies of a shard's engine.</summary>
public sealed class ShardEngineTests
{
    [Fact]
    public void A_long_batch_pauses_and_others_go_on()
    {
        using var rig = new EngineRig();
        rig.Time.TicksPerLook = 400;
        var first = rig.Tell(rig.Batch(1, [.. Enumerable.Range(0, 20).Select(i => $"APPEND log {i % 10}")]));
        Assert.InRange(first.Next, 1, 19);
        var other = rig.Tell(rig.Batch(2, "GET other"));
        Assert.Equal([other], rig.Back);
        var behind = rig.Tell(rig.Batch(1, "APPEND log x", "STRLEN log"));
        Assert.Equal(0, behind.Next);
        rig.Finish();
        Assert.Equal([other, first, behind], rig.Back);
        Assert.Equal(":21 :21", EngineRig.Replies(behind));
        Assert.Equal("$21,01234567890123456789x", rig.Run(3, "GET log"));
    }

    [Fact]
    public void Unfinished_batches_take_turns()
    {
        using var rig = new EngineRig();
        rig.Time.TicksPerLook = 2000;
        var batches = Enumerable.Range(1, 3).Select(c => rig.Tell(rig.Batch(c, [.. Enumerable.Repeat("INCR n", 5)]))).ToList();
        for (var turn = 1; turn < 5; turn++)
        {
            Assert.All(batches, b => Assert.Equal(turn, b.Next));
            batches.ForEach(_ => rig.Turn());
        }

        Assert.Equal(batches, rig.Back);
        Assert.False(rig.Engine.HasWorkLeft);
    }

    [Fact]
    public void A_sliced_job_lets_others_write_meanwhile()
    {
        using var rig = new EngineRig();
        rig.Run(1, [.. Enumerable.Range(0, 20).Select(i => $"SET key:{i} v")]);
        var keys = rig.Tell(rig.Batch(1, "KEYS key:1*", "GET late"));
        Assert.Equal(0, keys.Next);
        Assert.Equal("+OK", EngineRig.Replies(rig.Tell(rig.Batch(2, "SET late 1"))));
        rig.Finish();
        Assert.Equal(11, EngineRig.Replies(keys).Split(' ')[0].Split("key:").Length - 1);
        Assert.EndsWith(" $1,1", EngineRig.Replies(keys));
    }

    [Theory]
    [InlineData("GET k", true)]
    [InlineData("SET other 1", true)]
    [InlineData("MGET k other", true)]
    [InlineData("DBSIZE", true)]
    [InlineData("SET k 1", false)]
    [InlineData("DEL other k", false)]
    [InlineData("RENAME other k", false)]
    [InlineData("FLUSHDB", false)]
    [InlineData("#1 FLUSHALL", false)]
    [InlineData("#1 SWAPDB 0 1", false)]
    [InlineData("#1 MOVE k 0", false)]
    [InlineData("#1 COPY other k DB 0 REPLACE", false)]
    public void While_a_job_reads_a_key_others_may(string command, bool atOnce)
    {
        using var rig = new EngineRig();
        rig.Time.TicksPerLook = 2000;
        rig.Run(9, "SET k v", "#1 SET other v", "#0 SET other v");
        var job = rig.Tell(rig.Batch(1, "SLOW k 3"));
        var single = rig.Tell(rig.Batch(2, command));
        Assert.Equal(atOnce, rig.Back.Contains(single));
        var transaction = rig.Tell(rig.Transaction(3, watching: false, "GET k", command));
        Assert.Equal(atOnce, rig.Back.Contains(transaction));
        rig.Finish();
        Assert.Equal(atOnce ? [single, transaction, job] : [job, single, transaction], rig.Back);
    }

    [Fact]
    public void A_key_is_locked_until_its_last_reader_is_done()
    {
        using var rig = new EngineRig();
        rig.Time.TicksPerLook = 2000;
        var brief = rig.Tell(rig.Batch(1, "SLOW k 2"));
        var lengthy = rig.Tell(rig.Batch(2, "SLOW k 6"));
        var writer = rig.Tell(rig.Batch(3, "SET k 1", "GET k"));
        var behind = rig.Tell(rig.Batch(3, "GET k"));
        rig.Finish();
        Assert.Equal([brief, lengthy, writer, behind], rig.Back);
        Assert.Equal("$1,1", EngineRig.Replies(behind));
    }

    [Fact]
    public void A_key_that_is_being_read_does_not_expire()
    {
        using var rig = new EngineRig();
        rig.Time.TicksPerLook = 2000;
        rig.Run(1, "SET k v PX 10");
        rig.Tell(rig.Batch(1, "SLOW k 4"));
        rig.Time.Pass(100);
        rig.Engine.ExpireTurn();
        Assert.Equal(1, rig.Engine.Status.KeysIn(0));
        rig.Finish();
        rig.Engine.ExpireTurn();
        Assert.Equal(0, rig.Engine.Status.KeysIn(0));
    }

    [Fact]
    public void Replies_that_grow_too_long_are_taken_out_in_parts()
    {
        using var rig = new EngineRig(replyLimitBytes: 100);
        var batch = rig.Tell(rig.Batch(1, "APPEND log 1", "BIG 100", "APPEND log 2", "BIG 99", "APPEND log 3"));
        var later = rig.Tell(rig.Batch(1, "APPEND log 4"));
        rig.Finish();
        Assert.Equal([batch], rig.Back);
        Assert.Equal((ShardBatchOutcome.ReplyFull, 2), (batch.Outcome, batch.Next));
        Assert.Equal(":1", EngineRig.Replies(batch).Split(' ')[0]);
        rig.Back.Clear();
        batch.BeginNextReply();
        rig.Tell(batch);
        Assert.Equal((ShardBatchOutcome.ReplyFull, 4), (batch.Outcome, batch.Next));
        Assert.Equal(":2", EngineRig.Replies(batch).Split(' ')[0]);
        rig.Back.Clear();
        batch.BeginNextReply();
        rig.Tell(batch);
        rig.Finish();
        Assert.Equal([batch, later], rig.Back);
        Assert.Equal((":3", ":4"), (EngineRig.Replies(batch), EngineRig.Replies(later)));
        Assert.Equal(ShardBatchOutcome.Done, batch.Outcome);
        Assert.Equal(0, rig.Engine.StalledConnections);
    }

    [Theory]
    [InlineData("BIG 50")]
    [InlineData("KEYS *")]
    public void Replies_of_slow_commands_are_cut_too(string command)
    {
        using var rig = new EngineRig(replyLimitBytes: 100);
        rig.Run(1, [.. Enumerable.Range(0, 9).Select(i => $"SET key:{i} v")]);
        rig.Time.TicksPerLook = 5000;
        var batch = rig.Tell(rig.Batch(1, [.. Enumerable.Repeat(command, 10)]));
        rig.Finish();
        Assert.Equal(ShardBatchOutcome.ReplyFull, batch.Outcome);
        Assert.InRange(batch.Reply.Length, 100, 200);
    }

    [Fact]
    public void An_abandoned_rest_is_not_executed_and_what_follows_is()
    {
        using var rig = new EngineRig(replyLimitBytes: 1);
        var batch = rig.Tell(rig.Batch(1, "WATCH a", "APPEND log 1", "UNWATCH"));
        rig.Tell(rig.Batch(1, "APPEND log 2"));
        rig.Back.Clear();
        batch.BeginNextReply();
        batch.IsAbandoned = true;
        rig.Tell(batch);
        rig.Finish();
        Assert.Equal(2, rig.Back.Count);
        Assert.Equal((0, 0), (rig.Engine.StalledConnections, rig.Engine.WatchedKeys));
        Assert.Equal("$1,2", rig.Run(2, "GET log"));
    }

    [Fact]
    public void An_abandoned_rest_is_not_executed_by_another_primary_either()
    {
        using var rig = new EngineRig();
        var batch = rig.Batch(1, "APPEND log 1", "APPEND log 2");
        batch.Next = 1;
        batch.BeginNextReply();
        batch.IsAbandoned = true;
        rig.Tell(batch);
        Assert.Equal([batch], rig.Back);
        Assert.Equal("$-1", rig.Run(2, "GET log"));
    }

    [Fact]
    public void A_stopped_shard_gives_back_what_it_holds()
    {
        using var rig = new EngineRig(replyLimitBytes: 10);
        rig.Time.TicksPerLook = 2000;
        var job = rig.Tell(rig.Batch(1, "SLOW k 9"));
        var waiting = rig.Tell(rig.Batch(2, "SET k 1"));
        var behind = rig.Tell(rig.Batch(2, "SET k 2"));
        var cut = rig.Tell(rig.Batch(3, "BIG 100", "GET k"));
        rig.Turns(2);
        Assert.Equal([cut], rig.Back);
        var behindCut = rig.Tell(rig.Batch(3, "GET k"));
        var held = rig.Engine.TakeStalled();
        Assert.Equal([(job, true), (waiting, true), (behind, false), (behindCut, false)], held.OrderBy(h => h.Batch.ConnectionId));
        Assert.Equal(0, rig.Engine.StalledConnections);
        foreach (var (batch, _) in held)
            batch.Release();
    }

    [Fact]
    public void A_transaction_is_one_unit_whatever_the_clock_says()
    {
        using var rig = new EngineRig();
        rig.Time.TicksPerLook = 5000;
        var before = rig.Engine.Status.LogOffset;
        var batch = rig.Tell(rig.Transaction(1, watching: false, "SET a 1", "SLOW a 5", "INCR a", "INCR b", "GET a"));
        Assert.Equal([batch], rig.Back);
        Assert.Equal(" +OK $1,a :2 :1 $1,2", EngineRig.Replies(batch));
        Assert.Equal("0 SET a 1\n0 INCR a\n0 INCR b", rig.LogText(before));
    }

    [Fact]
    public void Each_command_is_a_unit_of_its_own()
    {
        using var rig = new EngineRig();
        var before = rig.Engine.Status.LogOffset;
        rig.Run(1, "SET a 1", "GET a", "#2 SET a x", "INCR a", "DEL nokey");
        Assert.Equal("0 SET a 1\n--\n2 SET a x\n--\n0 INCR a", rig.LogText(before, "\n--\n"));
        Assert.Equal(3, rig.Engine.Status.LogUnits);
    }

    [Fact]
    public void A_command_that_breaks_leaves_no_half_reply()
    {
        using var rig = new EngineRig();
        var batch = rig.Batch(1, "SET a 1", "BREAK", "GET a");
        Assert.Throws<InvalidOperationException>(() => rig.Tell(batch));
        batch.FailRest("ERR gone"u8);
        Assert.Equal("+OK -ERR gone -ERR gone", EngineRig.Replies(batch));
        batch.Release();
    }

    [Fact]
    public void A_reply_that_is_too_long_becomes_an_error_and_breaks_nothing()
    {
        using var rig = new EngineRig();
        var before = rig.Engine.Status.LogOffset;
        var batch = rig.Batch(1, "SET a 1", "SETBIG b 500", "GET b", "BIG 5000", "GET a");
        batch.Reply.MaxBytes = 1000;
        rig.Tell(batch);
        Assert.Equal("+OK -ERR reply exceeds 2 GB $3,big -ERR reply exceeds 2 GB $1,1", EngineRig.Replies(batch));
        Assert.Equal("0 SET a 1\n--\n0 SET b big", rig.LogText(before, "\n--\n"));

        var transaction = rig.Transaction(1, watching: false, "SET c 1", "SETBIG d 500", "BIG 10", "SETBIG e 90", "GET c");
        transaction.Reply.MaxBytes = 1000;
        rig.Tell(transaction);
        Assert.Equal("-ERR reply exceeds 2 GB", EngineRig.Replies(transaction).TrimEnd());
        Assert.Equal("$1,1 $3,big", rig.Run(1, "GET c", "GET d"));
    }

    [Theory]
    [InlineData("LPOP l")]
    [InlineData("RPOP l 2")]
    [InlineData("LMPOP 1 l LEFT COUNT 2")]
    [InlineData("RPOPLPUSH l m")]
    public void What_a_reply_cannot_tell_stays_in_the_list(string command)
    {
        using var rig = new EngineRig();
        rig.Run(1, $"RPUSH l {new string('x', 2000)} {new string('y', 2000)}");
        var batch = rig.Batch(1, command, "LLEN l");
        batch.Reply.MaxBytes = 1000;
        rig.Tell(batch);
        Assert.Equal("-ERR reply exceeds 2 GB :2", EngineRig.Replies(batch));
    }

    [Fact]
    public void Calls_and_errors_are_counted()
    {
        using var rig = new EngineRig();
        rig.Run(1, "SET a x", "INCR a", "GET a", "GET a");
        rig.RunToEnd(rig.Transaction(1, watching: false, "GET a", "SETRANGE a 0 y"));
        var commands = rig.Engine.Status.Commands;
        Assert.Equal(3, commands[EngineRig.RowId("get")].Calls);
        Assert.Equal(1, commands[EngineRig.RowId("setrange")].Calls);
        Assert.Equal((1, 1), (commands[EngineRig.RowId("incr")].Calls, commands[EngineRig.RowId("incr")].Failed));
        Assert.Equal(1, commands.Errors["ERR"]);
    }

    [Fact]
    public void Random_work_leaves_nothing_behind() => Seeds.Run(200, random =>
    {
        using var rig = new EngineRig(replyLimitBytes: random.Next(1, 300));
        rig.Time.TicksPerLook = random.Next(3) * 600;
        var expected = new Dictionary<ShardBatch, int>();
        for (var n = random.Next(1, 60); n > 0; n--)
        {
            var connection = random.Next(1, 5);
            var lines = Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomLine(random)).ToArray();
            var batch = random.Next(4) == 0 ? rig.Transaction(connection, random.Next(2) == 0, lines) : rig.Batch(connection, lines);
            expected[batch] = batch.Count;
            rig.Tell(batch);
            for (var turns = random.Next(4); turns > 0; turns--)
                rig.Turn();
            Resume(rig, expected, random);
        }

        while (expected.Count > 0)
        {
            rig.Finish();
            Resume(rig, expected, random);
        }

        rig.Finish();
        Assert.Equal((0, false), (rig.Engine.StalledConnections, rig.Engine.HasWorkLeft));
    });

    private static void Resume(EngineRig rig, Dictionary<ShardBatch, int> expected, Random random)
    {
        foreach (var batch in rig.Back.ToList())
        {
            if (batch.Outcome != ShardBatchOutcome.ReplyFull)
            {
                Assert.Equal(expected[batch], batch.Next);
                expected.Remove(batch);
                rig.Take(batch);
            }
            else if (random.Next(2) == 0)
            {
                rig.Back.Remove(batch);
                batch.BeginNextReply();
                rig.Tell(batch);
            }
        }
    }

    private static string RandomLine(Random random) => random.Next(9) switch
    {
        0 => "SLOW k 4",
        1 => "SET k 1",
        2 => "FLUSHALL",
        3 => "KEYS *",
        4 => "BIG 50",
        5 => "WATCH k",
        6 => "UNWATCH",
        7 => $"SET key:{random.Next(30)} v",
        _ => "GET k",
    };
}
