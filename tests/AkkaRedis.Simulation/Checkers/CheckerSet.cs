namespace AkkaRedis.Simulation.Checkers;

/// <summary>One of each, told of everything.</summary>
internal sealed class CheckerSet
{
    private readonly Checker[] _all =
    [
        new AlwaysSurvives(), new WrittenSurvives(), new SyncedSurvives(), new StateIsTwins(), new UnitsAreWhole(), new OffsetsGoOn(),
        new DamageIsTold(), new DiskUseIsBounded(), new RepliesFollowStoring(),
    ];

    public IEnumerable<string> Complaints => _all.SelectMany(c => c.Complaints);

    public void Tell(Action<Checker> what) => Array.ForEach(_all, what);
}
