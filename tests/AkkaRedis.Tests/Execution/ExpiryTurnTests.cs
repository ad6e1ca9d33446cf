namespace AkkaRedis.Tests.Execution;

/// <summary>Keys whose time has passed: found when read, found when looked for, logged once.</summary>
public sealed class ExpiryTurnTests
{
    [Theory]
    [InlineData("GET k", "$-1")]
    [InlineData("EXISTS k", ":0")]
    [InlineData("SET k w NX", "+OK")]
    [InlineData("APPEND k w", ":1")]
    public void A_key_past_its_time_is_removed_by_who_meets_it(string command, string reply)
    {
        using var rig = new EngineRig();
        rig.Run(1, "SET k v PX 100");
        rig.Time.Pass(100);
        Assert.Equal("$1,v", rig.Run(1, "GET k"));
        rig.Time.Pass(1);
        var before = rig.Engine.Status.LogOffset;
        Assert.Equal(reply, rig.Run(1, command));
        Assert.StartsWith("0 DEL k", rig.LogText(before, "\n"));
        Assert.Equal(1, rig.Engine.Status.Counters.ExpiredKeys);
    }

    [Fact]
    public void Keys_nobody_meets_are_looked_for_in_every_database()
    {
        using var rig = new EngineRig();
        rig.Run(1, "SET a v PX 10", "#3 SET b v PX 10", "SET c v PX 1000", "SET d v");
        rig.Time.Pass(100);
        var before = rig.Engine.Status.LogOffset;
        rig.Engine.ExpireTurn();
        Assert.Equal((2, 0), (rig.Engine.Status.KeysIn(0), rig.Engine.Status.KeysIn(3)));
        Assert.Equal("0 DEL a|3 DEL b", rig.LogText(before, "|"));
        Assert.False(rig.Engine.HasWorkLeft);
    }

    [Fact]
    public void Many_of_them_are_removed_in_several_turns_between_which_commands_run()
    {
        using var rig = new EngineRig();
        rig.Run(1, [.. Enumerable.Range(0, 300).Select(i => $"SET k{i} v PX 10")]);
        rig.Time.Pass(100);
        rig.Time.TicksPerLook = 600;
        rig.Engine.ExpireTurn();
        Assert.InRange(rig.Engine.Status.KeysIn(0), 1, 299);
        Assert.True(rig.Engine.HasWorkLeft);
        Assert.Equal("+OK", EngineRig.Replies(rig.Tell(rig.Batch(2, "SET other v"))));
        rig.Finish();
        Assert.Equal(1, rig.Engine.Status.KeysIn(0));
    }

    [Fact]
    public void A_reader_inside_a_transaction_sees_one_moment()
    {
        using var rig = new EngineRig();
        rig.Run(1, "SET k v PX 100");
        rig.Time.Pass(101);
        var before = rig.Engine.Status.LogOffset;
        Assert.Equal(" $-1 :1 $-1", rig.RunToEnd(rig.Transaction(1, watching: false, "GET k", "APPEND x y", "GET k")));
        Assert.Equal("0 DEL k\n0 APPEND x y", rig.LogText(before, "|"));
    }
}
