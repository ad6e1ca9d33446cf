namespace AkkaRedis.Simulation.Checkers;

/// <summary>
/// The recovered data is that of the log up to one of its units: what is lost is a suffix, and nothing in between. Where the
/// offset is one at which the earlier shard was looked at, it is the data that one had.
/// </summary>
internal sealed class StateIsTwins : Checker
{
    public override void Recovered(RecoveredShard shard)
    {
        if (shard.TwinDigest is null)
            Complain($"no unit ends at {shard.Offset}, where recovery came to");
        else if (shard.TwinDigest != shard.Digest)
            Complain($"at {shard.Offset} the data is not the twin's: {Difference(shard.TwinDigest, shard.Digest)}");
        if (shard.LiveDigest is not null && shard.LiveDigest != shard.Digest)
            Complain($"at {shard.Offset} the data is not what it was: {Difference(shard.LiveDigest, shard.Digest)}");
    }

    private static string Difference(string expected, string actual)
    {
        var at = expected.Zip(actual).TakeWhile(p => p.Item1 == p.Item2).Count();
        return $"expected …{Part(expected, at)}…, got …{Part(actual, at)}…";
    }

    private static string Part(string text, int at)
    {
        var from = Math.Max(0, at - 60);
        return text[from..Math.Min(text.Length, at + 60)].ReplaceLineEndings("~");
    }
}
