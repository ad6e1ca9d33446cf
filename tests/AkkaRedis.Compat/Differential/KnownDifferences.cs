namespace AkkaRedis.Compat.Differential;

/// <summary>What differs from redis-server on purpose or of necessity, each with its reason. Everything else is a fault.</summary>
public static class KnownDifferences
{
    private static readonly KnownDifference[] All = [];

    public static bool Explain(Step step, string judged, string got) =>
        All.Any(known => known.Covers(step, judged, got));

    /// <param name="Reason">Why it is so.</param>
    /// <param name="Covers">Is this step with the outcomes of redis-server and of the node such a case?</param>
    private sealed record KnownDifference(string Reason, Func<Step, string, string, bool> Covers);
}
