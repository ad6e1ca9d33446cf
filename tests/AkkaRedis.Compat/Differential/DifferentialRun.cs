using System.Text;

namespace AkkaRedis.Compat.Differential;

/// <summary>
/// Random steps of one family, in rounds. A round starts with empty servers and its course follows from seed and round alone, so
/// that it can be repeated by itself. The first difference ends it and is told with the fewest steps found that lead to it.
/// </summary>
public sealed class DifferentialRun(ServerPair servers, ICommandFamily family, int seed)
{
    private const int RoundSteps = 5000;
    private const int StepsAtOnce = 100;
    private const int MostRounds = 1_000_003;
    private const int ToldChars = 2000;

    /// <summary>Steps asked so far.</summary>
    public int Asked { get; private set; }

    /// <summary>Throws at the first difference.</summary>
    public async Task RunAsync(int steps)
    {
        for (var round = 0; Asked < steps; round++)
        {
            if (await RoundAsync(round, Math.Min(RoundSteps, steps - Asked)) is { } difference)
                throw new DifferenceException(difference);
        }
    }

    /// <summary>One round; what there is to say about a difference, null when there is none.</summary>
    public async Task<string?> RoundAsync(int round, int steps = RoundSteps)
    {
        await servers.StartOverAsync();
        var dice = new Dice(unchecked((seed * MostRounds) + round));
        var asked = new List<Step>(steps + StepsAtOnce);
        var next = new Queue<Step>();
        while (asked.Count < steps)
        {
            var asks = TakeSteps(dice, next);
            var before = asked.Count;
            asked.AddRange(asks);
            Asked += asks.Count;
            var difference = await AskAsync(asked, before);
            if (difference is { Known: not null })
                return null;
            if (difference is not null)
                return await TellAsync(asked[..(before + difference.Index + 1)], difference, round);
        }

        return null;
    }

    /// <summary>Steps to be sent in one go: up to one whose conversation may go on.</summary>
    private List<Step> TakeSteps(Dice dice, Queue<Step> next)
    {
        var steps = new List<Step>();
        do
        {
            if (next.Count == 0)
                foreach (var step in family.Next(dice))
                    next.Enqueue(step);
            steps.Add(next.Dequeue());
        }
        while (steps.Count < StepsAtOnce && !steps[^1].HasMore);
        return steps;
    }

    private async Task<Difference?> AskAsync(List<Step> asked, int from)
    {
        try
        {
            return await servers.AskAsync(asked[from..]);
        }
        catch (Exception e) when (e is IOException or TimeoutException or FormatException)
        {
            var last = Lines(asked[Math.Max(0, from - 20)..]);
            throw new DifferenceException($"family {family.Name}, seed {seed}: {e.Message}\nasked last:\n{last}");
        }
    }

    private async Task<string> TellAsync(List<Step> asked, Difference difference, int round)
    {
        var (steps, found) = await new Shrinker(servers).ShrinkAsync(asked, difference);
        return $"family {family.Name}, seed {seed}, round {round}, step {asked.Count}, RESP{servers.Protocol}:\n{Lines(steps)}"
            + $"redis-server: {Cut(found.Judged)}\n        node: {Cut(found.Got)}\n";
    }

    private static string Lines(IEnumerable<Step> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
            text.Append("  ").Append(Cut(step.ToString())).Append('\n');
        return text.ToString();
    }

    private static string Cut(string text)
    {
        var line = text.Replace("\r\n", "|", StringComparison.Ordinal);
        return line.Length > ToldChars ? line[..ToldChars] + "…" : line;
    }
}

/// <summary>The node says something else than redis-server.</summary>
public sealed class DifferenceException(string message) : Exception(message);
