namespace AkkaRedis.Compat.Differential;

/// <summary>
/// Finds few steps that end in a difference: leaves out parts, half of them first and single ones last, as long as the last step
/// still differs. Steps that are chance of the servers may make it find no fewer.
/// </summary>
internal sealed class Shrinker(ServerPair servers)
{
    private const int MostTrials = 300;

    private int _trials;

    public async Task<(IReadOnlyList<Step> Steps, Difference Difference)> ShrinkAsync(List<Step> steps, Difference difference)
    {
        var last = steps[^1];
        var before = steps[..^1];
        for (var part = before.Count; part > 0; part = Math.Min(part, before.Count + 1) / 2)
        {
            for (var at = 0; at < before.Count && _trials < MostTrials;)
            {
                List<Step> fewer = [.. before[..at], .. before.Skip(at + part)];
                var found = await TryAsync(fewer, last);
                if (found is null)
                {
                    at += part;
                    continue;
                }

                before = fewer;
                difference = found;
            }
        }

        return ([.. before, last], difference);
    }

    /// <summary>The difference when the last step, and none before it, differs.</summary>
    private async Task<Difference?> TryAsync(List<Step> before, Step last)
    {
        _trials++;
        await servers.StartOverAsync();
        foreach (var steps in InGroups([.. before, last]))
        {
            var difference = await servers.AskAsync(steps);
            if (difference is not null)
                return difference.Known is null && steps[difference.Index] == last ? difference : null;
        }

        return null;
    }

    /// <summary>A step whose conversation may go on is the last of its group.</summary>
    private static IEnumerable<List<Step>> InGroups(List<Step> steps)
    {
        var group = new List<Step>();
        foreach (var step in steps)
        {
            group.Add(step);
            if (!step.HasMore)
                continue;
            yield return group;
            group = [];
        }

        if (group.Count > 0)
            yield return group;
    }
}
