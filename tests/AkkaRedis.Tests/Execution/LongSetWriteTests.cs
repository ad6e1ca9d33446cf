namespace AkkaRedis.Tests.Execution;

/// <summary>Commands on sets that take several turns, and what others do meanwhile. Of 4000 members s and t have 3500 in common.</summary>
public sealed class LongSetWriteTests
{
    private const int Members = 4000;

    public static TheoryData<string, string, string> Jobs => new()
    {
        { "SUNIONSTORE to s t", ":4500,", "SUNIONSTORE to s t |" },
        { "SINTERSTORE s t s", ":3500,", "SINTERSTORE s t s |" },
        { "SDIFFSTORE t s t none", ":500,", "SDIFFSTORE t s t none |" },
        { "SPOP s 4000", "*4000,", "DEL s |" },
        { "COPY s to", ":1,", "COPY s to |" },
        { "SUNION t s", "*4500,", "" },
        { "SINTERCARD 2 t s", ":3500,", "" },
    };

    [Theory]
    [MemberData(nameof(Jobs))]
    public void Writers_of_each_of_its_keys_wait_and_readers_go_on(string command, string reply, string logged)
    {
        using var rig = Filled();
        var from = rig.Engine.Log.EndOffset;
        rig.Start(1, command);
        rig.Start(2, "SREM s none");
        rig.Start(3, "SCARD s");
        Assert.Equal([(3L, $":{Members},")], rig.Done);
        rig.Finish();
        Assert.Equal([3L, 1L, 2L], rig.Done.Select(d => d.Connection));
        Assert.StartsWith(reply, rig.Done[1].Reply, StringComparison.Ordinal);
        Assert.Equal(logged, rig.LogText(from));
    }

    [Fact]
    public void A_source_that_is_not_there_is_kept_away_too()
    {
        using var rig = Filled();
        rig.Start(1, "SINTER none s");
        Assert.Equal([(1L, "*0,")], rig.Done);
        rig.Start(2, "SUNIONSTORE to s none");
        rig.Start(3, "SADD none new");
        rig.Finish();
        Assert.Equal([(1L, "*0,"), (2L, $":{Members},"), (3L, ":1,")], rig.Done);
    }

    [Theory]
    [InlineData("SUNIONSTORE to s t", ":4000,", "DEL s SUNIONSTORE to s t |")]
    [InlineData("SUNIONSTORE to t s", ":4000,", "DEL s SUNIONSTORE to t s |")]
    [InlineData("SINTERSTORE to s t", ":0,", "DEL s |")]
    [InlineData("SINTERSTORE t s t", ":0,", "DEL s SINTERSTORE t s t |")]
    [InlineData("SPOP s 4000", "*0,", "DEL s |")]
    [InlineData("SPOP s 3000", "*0,", "DEL s |")]
    [InlineData("SPOP s 5", "*0,", "DEL s |")]
    public void A_source_that_expires_meanwhile_is_an_empty_set(string command, string reply, string logged)
    {
        using var rig = Filled();
        rig.Run("PEXPIRE s 1000");
        var from = rig.Engine.Log.EndOffset;
        rig.Start(1, command);
        rig.Time.Pass(2000);
        rig.Finish();
        Assert.Equal(reply, Assert.Single(rig.Done).Reply);
        Assert.Equal(logged, rig.LogText(from));
    }

    [Fact]
    public void What_the_target_holds_at_the_end_is_replaced()
    {
        using var rig = Filled();
        rig.Start(1, "SINTERSTORE to s t");
        rig.Start(2, "RPUSH to a");
        rig.Finish();
        Assert.Equal([(2L, ":1,"), (1L, ":3500,")], rig.Done);
        Assert.Equal("+set,", rig.Run("TYPE to"));
    }

    [Fact]
    public void Popping_many_members_keeps_the_others_with_their_expiry()
    {
        using var rig = Filled();
        rig.Run("PEXPIREAT s 99999999999999");
        rig.Start(1, "SPOP s 3000");
        rig.Finish();
        Assert.StartsWith("*3000,", Assert.Single(rig.Done).Reply, StringComparison.Ordinal);
        Assert.Equal(":1000,", rig.Run("SCARD s"));
        rig.Start(1, "SPOP s 5");
        rig.Finish();
        Assert.Equal(":995,", rig.Run("SCARD s"));
        Assert.Equal(":99999999999999,", rig.Run("PEXPIRETIME s"));
    }

    private static TurnRig Filled()
    {
        var rig = new TurnRig(sliceElements: 5);
        rig.Run("SADD s " + string.Join(' ', Enumerable.Range(0, Members)));
        rig.Run("SADD t " + string.Join(' ', Enumerable.Range(500, Members)));
        return rig;
    }
}
