namespace AkkaRedis.Compat.Differential;

/// <summary>What differs from redis-server on purpose or of necessity, each with its reason. Everything else is a fault.</summary>
public static class KnownDifferences
{
    private static readonly KnownDifference[] All =
    [
        new("With several shards, keys in different shards are refused before a command sees that its number of keys is wrong.",
            static (step, _, got) => got.StartsWith("-CROSSSLOT", StringComparison.Ordinal)
                && step.Request.Length > 1 && step.Request[1] != $"{step.Request.Count(Dice.IsKey)}"),
        new("With several shards, a malformed command of a script can have a key where it was not meant, and of another shard.",
            static (_, _, got) => got.Contains("Script attempted to access a non local key", StringComparison.Ordinal)),
        new("a whole number that INCRBYFLOAT made is held as an integer, which takes less memory",
            static (step, judged, got) => step.Request[0] == "OBJECT" && judged.Contains("embstr", StringComparison.Ordinal)
                && got.Contains("int", StringComparison.Ordinal)),
    ];

    public static bool Explain(Step step, string judged, string got) =>
        All.Any(known => known.Covers(step, judged, got));

    /// <param name="Reason">Why it is so.</param>
    /// <param name="Covers">Is this step with the outcomes of redis-server and of the node such a case?</param>
    private sealed record KnownDifference(string Reason, Func<Step, string, string, bool> Covers);
}
