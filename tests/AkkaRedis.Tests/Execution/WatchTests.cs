namespace AkkaRedis.Tests.Execution;

/// <summary>
/// When a watched key spoils a transaction. Steps separated by " | ": "+ms" moves the clock, "x" looks for expired keys; commands
/// run on another connection.
/// </summary>
public sealed class WatchTests
{
    [Theory]
    [InlineData("k", "GET k", true)]
    [InlineData("k", "SET other 1", true)]
    [InlineData("k", "SET k v", false)]
    [InlineData("k", "APPEND k x", false)]
    [InlineData("k", "DEL k", false)]
    [InlineData("k", "PEXPIRE k 1000", false)]
    [InlineData("k", "RENAME k other", false)]
    [InlineData("k", "RENAME other k", false)]
    [InlineData("k", "MOVE k 1", false)]
    [InlineData("k", "#1 SET k 1", true)]
    [InlineData("k", "FLUSHDB", false)]
    [InlineData("k", "FLUSHALL", false)]
    [InlineData("k", "#1 FLUSHDB", true)]
    [InlineData("k", "SWAPDB 0 1", false)]
    [InlineData("k", "SWAPDB 1 2", true)]
    [InlineData("none", "DEL none", true)]
    [InlineData("none", "SET none 1", false)]
    [InlineData("none", "SET none 1 | DEL none", false)]
    [InlineData("none", "FLUSHALL", true)]
    [InlineData("none", "SWAPDB 0 1", true)]
    [InlineData("none", "#1 SET none 1 | SWAPDB 0 1", false)]
    [InlineData("t", "+10 | GET other", true)]
    [InlineData("t", "+200 | GET other", false)]
    [InlineData("t", "+200 | GET t", false)]
    [InlineData("t", "+200 | x", false)]
    [InlineData("t", "+200 | SET t 1", false)]
    [InlineData("gone", "GET gone", true)]
    [InlineData("gone", "DEL gone", true)]
    [InlineData("gone", "x", true)]
    [InlineData("gone", "SET gone 1", false)]
    public void A_transaction_runs_after(string watched, string steps, bool runs)
    {
        using var rig = new EngineRig();
        rig.Run(9, "SET k v", "SET other v", "SET t v PX 150", "SET gone v PX 1");
        rig.Time.Pass(50);
        rig.Run(1, $"WATCH {watched}");
        foreach (var step in steps.Split(" | "))
            Do(rig, step);
        Assert.Equal(runs ? " $-1" : "*-1 ", Exec(rig, 1));
        Assert.Equal(0, rig.Engine.WatchedKeys);
    }

    [Fact]
    public void Watches_end_with_exec_and_unwatch()
    {
        using var rig = new EngineRig();
        rig.Run(1, "WATCH k", "UNWATCH", "SET k 1", "WATCH k");
        Assert.Equal(" $-1", Exec(rig, 1));
        rig.Run(1, "WATCH k", "SET k 2");
        Assert.Equal("*-1 ", Exec(rig, 1));
        rig.Run(1, "WATCH k");
        Assert.Equal(" $-1", Exec(rig, 1));
    }

    [Fact]
    public void Each_connection_watches_for_itself()
    {
        using var rig = new EngineRig();
        rig.Run(1, "WATCH a b a");
        rig.Run(2, "WATCH b");
        rig.Run(3, "SET a 1");
        Assert.Equal("*-1 ", Exec(rig, 1));
        Assert.Equal(" $-1", Exec(rig, 2));
        Assert.Equal(0, rig.Engine.WatchedKeys);
    }

    [Fact]
    public void A_connection_that_believes_to_watch_what_this_primary_does_not_know_is_refused()
    {
        using var rig = new EngineRig();
        Assert.Equal("*-1 ", Exec(rig, 1));
    }

    private static string Exec(EngineRig rig, long connection) => rig.RunToEnd(rig.Transaction(connection, watching: true, "GET nokey"));

    private static void Do(EngineRig rig, string step)
    {
        if (step[0] == '+')
            rig.Time.Pass(int.Parse(step[1..], System.Globalization.CultureInfo.InvariantCulture));
        else if (step == "x")
            rig.Engine.ExpireTurn();
        else
            rig.Run(2, step);
    }
}
