using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Differential;

/// <summary>redis-server, the judge, and the node, which are asked the same.</summary>
public sealed class ServerPair(RawConnection judge, RawConnection node, int protocol)
{
    private int _startsOver;

    public int Protocol => protocol;

    /// <summary>Empties both, and makes both connections as good as new.</summary>
    public async Task StartOverAsync()
    {
        var mark = $"start {++_startsOver}";
        foreach (var server in new[] { judge, node })
        {
            await ResetAsync(server, mark);
            await Expect(server, null, "HELLO", protocol == 3 ? "3" : "2");
            await Expect(server, "+OK\r\n", "FLUSHALL");
            await Expect(server, "+OK\r\n", "FUNCTION", "FLUSH");
            await Expect(server, "+OK\r\n", "SCRIPT", "FLUSH");
        }
    }

    /// <summary>The first step with another outcome; null when all are equal, or known to differ without consequences.</summary>
    public async Task<Difference?> AskAsync(IReadOnlyList<Step> steps)
    {
        var requests = string.Concat(steps.Select(step => RawConnection.Resp(step.Request)));
        var judging = AskAsync(judge, requests, steps);
        var outcomes = await AskAsync(node, requests, steps);
        var judged = await judging;
        for (var i = 0; i < steps.Count; i++)
        {
            if (judged[i] == outcomes[i] || steps[i].IsNear?.Invoke(judged[i], outcomes[i]) == true)
                continue;
            var known = KnownDifferences.Find(steps[i], judged[i], outcomes[i]);
            if (known is null || known.PartsData)
                return new Difference(i, judged[i], outcomes[i], known);
        }

        return null;
    }

    private static async Task<string[]> AskAsync(RawConnection server, string requests, IReadOnlyList<Step> steps)
    {
        var outcomes = new string[steps.Count];
        var sending = server.SendAsync(requests);
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = await ReadAsync(server, steps[i]);
        await sending;
        return outcomes;
    }

    private static async ValueTask<string> ReadAsync(RawConnection server, Step step)
    {
        var raw = await server.ReadReplyAsync();
        if (step.Begin is null)
            return step.Outcome is null ? raw : step.Outcome(Reply.Parse(raw));
        var conversation = step.Begin();
        var request = conversation.Next(Reply.Parse(raw));
        while (request is not null)
            request = conversation.Next(Reply.Parse(await server.CallAsync(request)));
        return conversation.Outcome;
    }

    /// <summary>
    /// Steps of which some were left out can have more replies than there are steps: UNSUBSCRIBE has one for each channel that
    /// was not left before.
    /// </summary>
    private static async Task ResetAsync(RawConnection server, string mark)
    {
        await server.SendAsync(RawConnection.Resp("RESET") + RawConnection.Resp("ECHO", mark));
        var last = "";
        var reply = await server.ReadReplyAsync();
        for (; reply != RawConnection.Bulk(mark); reply = await server.ReadReplyAsync())
            last = reply;
        if (last != "+RESET\r\n")
            throw new InvalidOperationException($"RESET was answered {last}");
    }

    private static async Task Expect(RawConnection server, string? expected, params string[] request)
    {
        var reply = await server.CallAsync(request);
        if (expected is null ? reply.StartsWith('-') : reply != expected)
            throw new InvalidOperationException($"{string.Join(' ', request)} was answered {reply}");
    }
}

/// <param name="Index">Of the step among those asked.</param>
/// <param name="Known">The known difference that it is, which parted the data of both servers; null when there is none.</param>
public sealed record Difference(int Index, string Judged, string Got, KnownDifference? Known);
