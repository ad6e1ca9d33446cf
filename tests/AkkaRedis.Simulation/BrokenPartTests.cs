namespace AkkaRedis.Simulation;

/// <summary>Every checker fires when the part it watches is broken.</summary>
public sealed class BrokenPartTests
{
    private const int Seeds = 6000;

    [Theory]
    [InlineData("SyncThatDoesNothing", "AlwaysSurvives")]
    [InlineData("SyncThatDoesNothing", "SyncedSurvives")]
    [InlineData("StoredWhenTold", "WrittenSurvives")]
    [InlineData("ReplyBeforeStore", "RepliesFollowStoring")]
    [InlineData("TransactionInParts", "UnitsAreWhole")]
    [InlineData("RecoverySkipsGap", "StateIsTwins")]
    [InlineData("SnapshotNamedLate", "StateIsTwins")]
    [InlineData("PruneAtBegin", "DamageIsTold")]
    [InlineData("RecoveryIgnoresDamage", "DamageIsTold")]
    [InlineData("PruneNever", "DiskUseIsBounded")]
    [InlineData("OffsetsBeginAnew", "OffsetsGoOn")]
    public void A_checker_fires(string part, string checker)
    {
        var broken = Enum.Parse<BrokenPart>(part);
        var heard = new HashSet<string>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            heard.UnionWith(SimulationRun.Of(seed, broken).Select(c => c[..c.IndexOf(':')]));
            if (heard.Contains(checker))
                return;
        }

        Assert.Fail($"with {part}, {checker} says nothing in {Seeds} runs; {string.Join(", ", heard.Order())} did");
    }
}
