using System.Text;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Differential;

/// <summary>
/// Asks redis-server, the judge, and the node the same random things and compares what they say. All of a run follows from its
/// seed. The first difference ends it, with all that was asked about the same keys shortly before.
/// </summary>
public sealed class DifferentialRun(RawConnection judge, RawConnection node, ICommandFamily family, int seed, int protocol)
{
    private const int StepsAtOnce = 40;
    private const int HistorySteps = 5000;
    private const int ToldSteps = 30;
    private const int ToldChars = 2000;

    private readonly Dice _dice = new(seed);
    private readonly Queue<Step> _history = new();
    private readonly Queue<Step> _next = new();

    /// <summary>Commands asked so far, those of conversations that went on left out.</summary>
    public int Asked { get; private set; }

    public async Task RunAsync(int commands)
    {
        foreach (var server in new[] { judge, node })
        {
            Assert.Equal("+OK\r\n", await server.CallAsync("FLUSHALL"));
            Assert.DoesNotContain("-ERR", await server.CallAsync("HELLO", protocol == 3 ? "3" : "2"), StringComparison.Ordinal);
        }

        while (Asked < commands)
            await AskAsync(TakeSteps());
    }

    /// <summary>Steps to be sent in one go: up to one whose conversation may go on.</summary>
    private List<Step> TakeSteps()
    {
        var steps = new List<Step>();
        do
        {
            if (_next.Count == 0)
                foreach (var step in family.Next(_dice))
                    _next.Enqueue(step);
            steps.Add(_next.Dequeue());
        }
        while (steps.Count < StepsAtOnce && !steps[^1].HasMore);
        return steps;
    }

    private async Task AskAsync(List<Step> steps)
    {
        var requests = string.Concat(steps.Select(step => RawConnection.Resp(step.Request)));
        var outcomes = await Task.WhenAll(AskAsync(judge, requests, steps), AskAsync(node, requests, steps));
        for (var i = 0; i < steps.Count; i++)
        {
            Keep(steps[i]);
            if (outcomes[0][i] != outcomes[1][i] && !KnownDifferences.Explain(steps[i], outcomes[0][i], outcomes[1][i]))
                Assert.Fail(Describe(steps[i], outcomes[0][i], outcomes[1][i]));
        }
    }

    private static async Task<string[]> AskAsync(RawConnection server, string requests, List<Step> steps)
    {
        var outcomes = new string[steps.Count];
        await server.SendAsync(requests);
        for (var i = 0; i < steps.Count; i++)
        {
            var conversation = steps[i].Begin();
            var request = conversation.Next(Reply.Parse(await server.ReadReplyAsync()));
            while (request is not null)
                request = conversation.Next(Reply.Parse(await server.CallAsync(request)));
            outcomes[i] = conversation.Outcome;
        }

        return outcomes;
    }

    private void Keep(Step step)
    {
        Asked++;
        _history.Enqueue(step);
        if (_history.Count > HistorySteps)
            _history.Dequeue();
    }

    private string Describe(Step step, string judged, string got)
    {
        var keys = step.Request.Where(Dice.IsKey).ToHashSet();
        var text = new StringBuilder($"family {family.Name}, seed {seed}, RESP{protocol}, command {Asked}: {Cut(step.ToString())}\n");
        text.Append($"redis-server: {Cut(judged)}\n        node: {Cut(got)}\nbefore it, about the same keys:\n");
        foreach (var earlier in _history.SkipLast(1).Where(s => s.Request.Any(keys.Contains)).TakeLast(ToldSteps))
            text.Append($"  {Cut(earlier.ToString())}\n");
        return text.ToString();
    }

    private static string Cut(string text)
    {
        var line = text.Replace("\r\n", "|", StringComparison.Ordinal);
        return line.Length > ToldChars ? line[..ToldChars] + "…" : line;
    }
}
