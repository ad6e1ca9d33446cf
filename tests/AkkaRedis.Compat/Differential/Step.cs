namespace AkkaRedis.Compat.Differential;

/// <summary>
/// One thing that both servers are asked. What each makes of it is a conversation of its own, whose outcome must be the same:
/// by default the reply byte for byte; for replies in no order, or made by chance, what is certain about them.
/// </summary>
public sealed record Step(params string[] Request)
{
    /// <summary>Makes the conversation, one for each server.</summary>
    public Func<IConversation> Begin { get; init; } = static () => new OneReply(static reply => reply.Raw);

    /// <summary>May the conversation go on after the first reply? Else many steps are sent at once.</summary>
    public bool HasMore { get; init; }

    /// <summary>Compares what this function makes of the reply.</summary>
    public static Step Of(Func<Reply, string> outcome, params string[] request) =>
        new(request) { Begin = () => new OneReply(outcome) };

    /// <summary>Compares the elements in any order: sets, keys, fields.</summary>
    public static Step InAnyOrder(params string[] request) => Of(Sorted, request);

    /// <summary>Walks with the server's own cursors to the end, and compares all that was met, duplicates left out.</summary>
    /// <param name="cursorArg">Index of the cursor in the request.</param>
    /// <param name="stride">Words an element consists of: 2 for HSCAN and ZSCAN.</param>
    /// <param name="request">The first request of the walk.</param>
    public static Step Walk(int cursorArg, int stride, params string[] request) =>
        new(request) { Begin = () => new ScanWalk(request, cursorArg, stride), HasMore = true };

    /// <summary>The raw reply with its elements sorted.</summary>
    public static string Sorted(Reply reply) => reply.Items.Count == 0
        ? reply.Raw
        : $"{reply.Type}{reply.Text} " + string.Concat(reply.Items.Select(item => item.Raw).Order(StringComparer.Ordinal));

    public override string ToString() => string.Join(' ', Request.Select(Quoted));

    private static string Quoted(string word) => word.Length > 0 && word.All(c => c is > ' ' and < '\x7F' and not '"')
        ? word
        : $"\"{string.Concat(word.Select(c => c is >= ' ' and < '\x7F' and not '"' ? $"{c}" : $"\\x{(int)c:x2}"))}\"";
}

/// <summary>What one server and the test say to each other about one step.</summary>
public interface IConversation
{
    /// <summary>Takes a reply and gives the next request, null when that was the last one.</summary>
    string[]? Next(Reply reply);

    /// <summary>What must be the same for both servers, once there is nothing more to ask.</summary>
    string Outcome { get; }
}

/// <summary>A question and its answer.</summary>
public sealed class OneReply(Func<Reply, string> outcome) : IConversation
{
    public string Outcome { get; private set; } = "";

    public string[]? Next(Reply reply)
    {
        Outcome = outcome(reply);
        return null;
    }
}

/// <summary>A walk with SCAN or one of its kind. Cursors are each server's own matter.</summary>
public sealed class ScanWalk(string[] request, int cursorArg, int stride) : IConversation
{
    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);

    public string Outcome { get; private set; } = "";

    public string[]? Next(Reply reply)
    {
        if (reply.Items.Count != 2)
        {
            Outcome = reply.Raw;
            return null;
        }

        foreach (var element in reply.Items[1].Items.Chunk(stride))
            _seen.Add(string.Concat(element.Select(part => part.Raw)));
        Outcome = $"{reply.Type} {reply.Items[0].Type} {reply.Items[1].Type} {string.Concat(_seen)}";
        var cursor = reply.Items[0].Text;
        return cursor == "0" ? null : [.. request[..cursorArg], cursor, .. request[(cursorArg + 1)..]];
    }
}
