using System.Globalization;

namespace AkkaRedis.Compat.Differential;

/// <summary>
/// One thing that both servers are asked. What each makes of it is a conversation of its own, whose outcome must be the same:
/// by default the reply byte for byte; for replies in no order, or made by chance or time, what is certain about them.
/// </summary>
public sealed record Step(params string[] Request)
{
    /// <summary>How far one server may be behind the other on a busy machine: PFSELFTEST alone takes seconds.</summary>
    public const long ApartMs = 10_000;

    /// <summary>Makes the conversation, one for each server; null when it is one question and its answer.</summary>
    public Func<IConversation>? Begin { get; init; }

    /// <summary>What must be the same about the answer to a single question; null when that is every byte of it.</summary>
    public Func<Reply, string>? Outcome { get; init; }

    /// <summary>May two outcomes differ and still be right? Clocks of two servers do not stand at the same moment.</summary>
    public Func<string, string, bool>? IsNear { get; init; }

    /// <summary>May the conversation go on after the first reply? Else many steps are sent at once.</summary>
    public bool HasMore { get; init; }

    /// <summary>One question and its answer: it can be one command of a transaction.</summary>
    public bool IsSingle => Begin is null && IsNear is null && !HasMore;

    /// <summary>Compares what this function makes of the reply.</summary>
    public static Step Of(Func<Reply, string> outcome, params string[] request) => new(request) { Outcome = outcome };

    /// <summary>Compares only of what type the reply is, and errors as they are.</summary>
    public static Step OfType(params string[] request) =>
        Of(static reply => reply.IsError ? reply.Raw : $"{reply.Type}", request);

    /// <summary>Compares integers that follow the clock: from 0 on they are equal up to <paramref name="tolerance"/>.</summary>
    public static Step OfTime(long tolerance, params string[] request) => new(request)
    {
        IsNear = (judged, got) => TryInteger(judged, out var a) && TryInteger(got, out var b) && a >= 0 && b >= 0
            && Math.Abs(a - b) <= tolerance,
    };

    /// <summary>Fields with their values in any order.</summary>
    public static Step InAnyOrderOfPairs(params string[] request) => Of(
        static reply => $"{reply.Type}{reply.Text} " + string.Concat(
            reply.Items.Chunk(2).Select(pair => string.Concat(pair.Select(part => part.Raw))).Order(StringComparer.Ordinal)), request);

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

    private static bool TryInteger(string raw, out long integer)
    {
        integer = 0;
        return raw is [':', ..] && long.TryParse(raw.AsSpan(1).TrimEnd(), CultureInfo.InvariantCulture, out integer);
    }

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
