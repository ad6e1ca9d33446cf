using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Execution;

/// <summary>Write commands that take several turns, and what others do meanwhile. A command is the change of one moment: its end.</summary>
public sealed class LongWriteTests
{
    private const int Elements = 4000;

    public static TheoryData<string, string> Jobs => new()
    {
        { "COPY l to", ":1," },
        { "COPY h to", ":1," },
        { "LPOP l 1999", "*1999,$1,0,$1,1," },
        { "RPOP l 2000", "*2000,$4,3999," },
        { "LMPOP 2 none l LEFT COUNT 600", "*2,$1,l,*600,$1,0," },
        { "LREM l 0 1700", ":1," },
        { "LINSERT l AFTER 1700 x", ":4001," },
        { "LINSERT l AFTER none x", ":-1," },
    };

    [Theory]
    [MemberData(nameof(Jobs))]
    public void Writers_of_its_key_wait_and_readers_go_on(string command, string reply)
    {
        using var rig = Filled();
        var key = command.Contains(" h") ? "h" : "l";
        rig.Start(1, command);
        rig.Start(2, "EXPIRE " + key + " 1000");
        rig.Start(3, "EXISTS " + key);
        Assert.Equal([(3L, ":1,")], rig.Done);
        rig.Finish();
        Assert.Equal([3L, 1L, 2L], rig.Done.Select(d => d.Connection));
        Assert.StartsWith(reply, rig.Done[1].Reply, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void A_shard_that_stops_half_way_has_changed_nothing(string command, string reply)
    {
        using var rig = Filled();
        var before = (rig.Run("LRANGE l 0 -1"), rig.Run("HGETALL h"), rig.Run("DBSIZE"), rig.Engine.Log.EndOffset);
        rig.Start(1, command);
        if (!command.StartsWith("LREM", StringComparison.Ordinal) && !command.StartsWith("LINSERT", StringComparison.Ordinal))
            rig.Turn();
        Assert.Empty(rig.Done);
        foreach (var (batch, started) in rig.Engine.TakeStalled())
        {
            Assert.True(started, reply);
            batch.Release();
        }

        Assert.Equal(before, (rig.Run("LRANGE l 0 -1"), rig.Run("HGETALL h"), rig.Run("DBSIZE"), rig.Engine.Log.EndOffset));
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void In_a_transaction_it_runs_to_its_end_at_once(string command, string reply)
    {
        using var rig = Filled();
        var from = rig.Engine.Log.EndOffset;
        rig.Start(1, command, "INCR n");
        Assert.StartsWith(reply, Assert.Single(rig.Done).Reply, StringComparison.Ordinal);
        Assert.EndsWith(":1,", rig.Done[0].Reply, StringComparison.Ordinal);
        Assert.Equal(EffectOf(command) + "INCR n |", rig.LogText(from));
    }

    /// <summary>How a command is logged: as it came, but that a pop from one of several lists is a pop from that list.</summary>
    private static string EffectOf(string command) => command switch
    {
        _ when command.EndsWith("none x", StringComparison.Ordinal) => "",
        "LMPOP 2 none l LEFT COUNT 600" => "LPOP l 600 ",
        _ => command + " ",
    };

    [Theory]
    [InlineData("COPY l to", ":0,")]
    [InlineData("LREM l 0 5", ":0,")]
    [InlineData("LINSERT l BEFORE 5 x", ":0,")]
    [InlineData("LPOP l 1999", "*-1,")]
    [InlineData("LMPOP 2 none l RIGHT COUNT 600", "*-1,")]
    public void When_the_key_expires_meanwhile_only_that_is_logged(string command, string reply)
    {
        using var rig = Filled();
        rig.Run("PEXPIRE l 1000");
        var from = rig.Engine.Log.EndOffset;
        rig.Start(1, command);
        rig.Time.Pass(2000);
        rig.Engine.ExpireTurn();
        rig.Finish();
        Assert.StartsWith(reply, Assert.Single(rig.Done).Reply, StringComparison.Ordinal);
        Assert.Equal("DEL l |", rig.LogText(from));
        Assert.Equal(":0,", rig.Run("EXISTS l to"));
    }

    [Fact]
    public void A_key_that_a_reader_found_expired_meanwhile_is_gone_too()
    {
        using var rig = Filled();
        rig.Run("PEXPIRE l 1000");
        var from = rig.Engine.Log.EndOffset;
        rig.Start(1, "LPOP l 600");
        rig.Time.Pass(2000);
        rig.Start(2, "LLEN l");
        rig.Start(3, "RPUSH l new");
        rig.Finish();
        Assert.Equal([(2L, ":0,"), (1L, "*-1,"), (3L, ":1,")], rig.Done);
        Assert.Equal("DEL l | RPUSH l new |", rig.LogText(from));
    }

    [Theory]
    [InlineData("COPY l to", ":0,", "+string,")]
    [InlineData("COPY l to REPLACE", ":1,", "+list,")]
    public void The_target_of_a_copy_counts_as_it_is_at_the_end(string command, string reply, string type)
    {
        using var rig = Filled();
        var from = rig.Engine.Log.EndOffset;
        rig.Start(1, command);
        rig.Start(2, "SET to 1");
        rig.Finish();
        Assert.Equal([(2L, "+OK,"), (1L, reply)], rig.Done);
        Assert.Equal(type, rig.Run("TYPE to"));
        Assert.Equal(reply == ":1," ? "SET to 1 | COPY l to REPLACE |" : "SET to 1 |", rig.LogText(from));
    }

    [Theory]
    [InlineData("COPY l busy REPLACE", "LRANGE busy 0 -1")]
    [InlineData("COPY l busy DB 1 REPLACE", "#1 LRANGE busy 0 -1")]
    [InlineData("COPY h busy REPLACE", "LRANGE busy 0 -1")]
    [InlineData("LPOP l 1900", "LRANGE l 0 -1")]
    [InlineData("RPOP l 1900", "LRANGE l 3 -1")]
    [InlineData("LREM l 0 1700", "LRANGE l 0 -1")]
    [InlineData("LINSERT l AFTER 1700 x", "LRANGE l 0 -1")]
    [InlineData("LMPOP 2 none l RIGHT COUNT 600", "LRANGE l 1 -1")]
    public void The_change_waits_for_those_who_began_to_read_meanwhile(string command, string reading)
    {
        using var rig = Filled();
        var seen = rig.Run(reading);
        rig.Start(1, command);
        if (command.StartsWith("LMPOP", StringComparison.Ordinal))
            rig.Turn();
        rig.Start(2, reading);
        rig.Finish();
        Assert.Equal([2L, 1L], rig.Done.Select(d => d.Connection));
        Assert.Equal(seen, rig.Done[0].Reply);
        Assert.NotEqual(seen, rig.Run(reading));
    }

    [Theory]
    [InlineData("RPUSH first a b", "*2,$5,first,*2,$1,a,$1,b,")]
    [InlineData("HSET first a b", "-WRONGTYPE")]
    public void A_pop_from_the_first_list_of_several_takes_the_one_that_is_first_at_the_end(string write, string reply)
    {
        using var rig = Filled();
        rig.Start(1, "LMPOP 2 first l LEFT COUNT 600");
        rig.Start(2, write);
        rig.Finish();
        Assert.StartsWith(reply, rig.Done[1].Reply, StringComparison.Ordinal);
        Assert.Equal($":{Elements},", rig.Run("LLEN l"));
    }

    [Fact]
    public void Two_copies_crosswise_come_to_an_end()
    {
        using var rig = Filled();
        rig.Start(1, "COPY l busy REPLACE");
        rig.Start(2, "COPY busy l REPLACE");
        rig.Start(3, "COPY busy h REPLACE");
        rig.Finish();
        Assert.Equal([3L, 1L, 2L], rig.Done.Select(d => d.Connection));
    }

    /// <summary>Ends of commands are their moments: told one after the other in that order, an engine that never slices agrees.</summary>
    [Fact]
    public void Replies_and_log_are_those_of_commands_run_one_by_one() => Seeds.Run(40, random =>
    {
        using var sliced = new TurnRig(sliceElements: 1);
        using var whole = new TurnRig(sliceElements: int.MaxValue);
        Dictionary<long, string[]> pending = [];
        for (var step = 0; step < 400; step++)
        {
            long connection = random.Next(1, 6);
            if (pending.ContainsKey(connection))
            {
                sliced.Turn();
            }
            else
            {
                pending[connection] = LongWriteCommands.NextBatch(random);
                sliced.Start(connection, pending[connection]);
            }

            Compare(sliced, whole, pending);
        }

        sliced.Finish();
        Compare(sliced, whole, pending);
        Assert.Empty(pending);
        Assert.Equal(whole.LogBytes(), sliced.LogBytes());
        foreach (var reading in LongWriteCommands.ReadAll())
            Assert.Equal(whole.Run(reading), sliced.Run(reading));
    });

    private static void Compare(TurnRig sliced, TurnRig whole, Dictionary<long, string[]> pending)
    {
        foreach (var (connection, reply) in sliced.Done)
        {
            pending.Remove(connection, out var batch);
            Assert.Equal((string.Join(';', batch!), whole.Run(batch!)), (string.Join(';', batch!), reply));
        }

        sliced.Done.Clear();
    }

    /// <summary>Lists l and, in two databases, busy, and hash h, all too large for a turn.</summary>
    private static TurnRig Filled()
    {
        var rig = new TurnRig(sliceElements: 5);
        var numbers = string.Join(' ', Enumerable.Range(0, Elements));
        rig.Run("RPUSH l " + numbers);
        rig.Run("LPUSH busy " + numbers);
        rig.Run("#1 LPUSH busy " + numbers);
        rig.Run("HSET h " + numbers);
        rig.Run("HSET h " + string.Join(' ', Enumerable.Range(1, Elements)));
        return rig;
    }
}
