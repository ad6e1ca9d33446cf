using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>The judge of durability is judged: it lets through what a crash may leave, and notices what it may not.</summary>
[Collection(OwnProcesses.Name)]
public sealed class LaneTests
{
    private const int Seeds = 20;
    private const int Units = 200;
    private const int InFlight = 10;

    [Fact]
    public void Every_prefix_with_all_acknowledged_units_is_let_through() => ForSeeds(run =>
    {
        for (var prefix = Units; prefix <= Units + InFlight; prefix++)
        {
            var took = run.Lane().Reconcile(run.StateAfter(prefix).Keys, run.NowMs);
            Assert.InRange(took, 0, prefix - Units);
            Assert.Null(run.StateAfter(Units + took).DifferenceTo(run.StateAfter(prefix).Keys));
        }
    });

    [Fact]
    public void A_lost_unit_is_noticed() => ForSeeds(run =>
    {
        for (var lost = 0; lost < Units; lost++)
        {
            var without = run.StateAfter(Units, except: lost);
            if (run.StateAfter(Units).DifferenceTo(without.Keys) is not null)
                Assert.Throws<DurabilityException>(() => run.Lane(inFlight: 0).Reconcile(without.Keys, run.NowMs));
        }
    });

    [Fact]
    public void A_unit_that_was_done_in_part_is_noticed() => ForSeeds(run =>
    {
        foreach (var index in Enumerable.Range(Units, InFlight).Where(i => run.UnitAt(i).Effects.Length > 1))
        {
            var half = run.StateAfter(index);
            half.Run(run.UnitAt(index).Effects[0], run.NowMs, run.NowMs);
            if (!Enumerable.Range(Units, InFlight + 1).Any(p => run.StateAfter(p).DifferenceTo(half.Keys) is null))
                Assert.Throws<DurabilityException>(() => run.Lane().Reconcile(half.Keys, run.NowMs));
        }
    });

    [Fact]
    public void A_unit_that_was_done_twice_is_noticed() => ForSeeds(run =>
    {
        var twice = run.StateAfter(Units);
        twice.Run(["INCR", "{lane}:counter-0"], run.NowMs, run.NowMs);
        Assert.Throws<DurabilityException>(() => run.Lane(inFlight: 0).Reconcile(twice.Keys, run.NowMs));
    });

    [Fact]
    public void A_key_that_came_back_and_one_that_forgot_its_expiry_are_noticed() => ForSeeds(run =>
    {
        var lane = run.Lane(inFlight: 0, Unit.Command("SET", "{lane}:new", "x"), Unit.Command("EXPIRE", "{lane}:new", "1000"));
        var found = run.StateAfter(Units);
        found.Run(["SET", "{lane}:new", "x"], run.NowMs, run.NowMs);
        Assert.Contains("expire", Assert.Throws<DurabilityException>(() => lane.Reconcile(found.Keys, run.NowMs)).Message);

        lane = run.Lane(inFlight: 0, Unit.Command("SET", "{lane}:new", "x"), Unit.Last("PEXPIRE", "{lane}:new", "20"));
        Assert.Contains("not be there", Assert.Throws<DurabilityException>(() => lane.Reconcile(found.Keys, run.NowMs)).Message);
    });

    [Fact]
    public void An_answer_that_is_not_the_twins_is_noticed()
    {
        var lane = new Lane("lane", new UnitSource(new Random(1), "lane"));
        lane.Send(Unit.Command("INCR", "{lane}:counter-0"), nowMs: 1);
        Assert.Throws<DurabilityException>(() => lane.Acknowledge(":2\r\n", nowMs: 1));
    }

    [ToolFact]
    public async Task A_server_that_keeps_nothing_is_noticed()
    {
        using var folder = new TemporaryFolder();
        await using var server = new DurableServer(
            new DurableOptions(Path.Combine(folder.Path, "data"), Shards: 1, "everysec") { AppendOnly = false, TakesSnapshots = false });
        var rounds = new KillRounds(server, seed: 1, TimeProvider.System);

        var noticed = await Assert.ThrowsAsync<DurabilityException>(() => rounds.RunAsync(rounds: 3, _ => { }));
        Assert.Contains("no prefix fits", noticed.Message, StringComparison.Ordinal);
    }

    private static void ForSeeds(Action<Run> test)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                test(new Run(seed));
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"seed {seed}: {e.Message}", e);
            }
        }
    }

    /// <summary>One random row of units, of which any state and any lane can be made.</summary>
    private sealed class Run
    {
        private readonly List<Unit> _units;

        public Run(int seed)
        {
            var source = new UnitSource(new Random(seed), "lane");
            _units = [.. Enumerable.Range(0, Units + InFlight).Select(_ => source.Next())];
        }

        public long NowMs => 1_000_000;

        public Unit UnitAt(int index) => _units[index];

        public LaneState StateAfter(int count, int except = -1)
        {
            var state = new LaneState();
            for (var i = 0; i < count; i++)
            {
                if (i != except)
                    RunOn(state, _units[i]);
            }

            return state;
        }

        /// <summary>A lane that sent these units; all but those in flight, and further ones, are acknowledged.</summary>
        public Lane Lane(int inFlight = InFlight, params Unit[] further)
        {
            var lane = new Lane("lane", new UnitSource(new Random(1), "lane"));
            var twin = new LaneState();
            foreach (var unit in _units.Take(Units).Concat(further))
            {
                lane.Send(unit, NowMs);
                lane.Acknowledge(RunOn(twin, unit), NowMs);
            }

            foreach (var unit in _units.Skip(Units).Take(inFlight))
                lane.Send(unit, NowMs);
            return lane;
        }

        private string RunOn(LaneState state, Unit unit)
        {
            unit.SentAtMs = NowMs;
            return unit.RunOn(state, NowMs);
        }
    }
}
