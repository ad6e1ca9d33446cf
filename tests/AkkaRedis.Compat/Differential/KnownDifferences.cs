using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Compat.Differential;

/// <summary>What differs from redis-server on purpose or of necessity, each with its reason. Everything else is a fault.</summary>
public static class KnownDifferences
{
    private static readonly CommandTable Table = NodeCommandTable.Build();

    /// <summary>It looks at errno without having cleared it.</summary>
    private const string RefusesSoundNumbers =
        "redis-server refuses to sort sound numbers once it read one out of range, for whatever command.";

    private static readonly KnownDifference[] All =
    [
        new("With several shards, keys in different shards are refused, before a command sees what else is wrong with it.",
            PartsData: true,
            static (step, _, got) => IsCrossSlot(got) && HasKeysElsewhere(step.Request)),
        new("With several shards, what all of them do cannot be part of a transaction.",
            PartsData: true,
            static (step, _, got) => IsCrossSlot(got) && RowOf(step.Request)?.Merge is not (null or ReplyMerge.None)),
        new("With several shards, a malformed command of a script can have a key where it was not meant, and of another shard.",
            PartsData: true,
            static (_, _, got) => got.Contains("Script attempted to access a non local key", StringComparison.Ordinal)),
        new("With several shards, a script cannot ask for the keys of all of them.",
            PartsData: false,
            static (step, _, got) => HasWord(step, "KEYS")
                && got.Contains("ERR This command is about all shards", StringComparison.Ordinal)),
        new("A whole number that INCRBYFLOAT made is held as an integer, which takes less memory.",
            PartsData: false,
            static (step, judged, got) => HasWord(step, "OBJECT") && judged.Contains("embstr", StringComparison.Ordinal)
                && got.Contains("int", StringComparison.Ordinal)),
        new("An integer below 10000 is always told to be shared; redis-server copies some.",
            PartsData: false,
            static (step, judged, got) => HasWord(step, "OBJECT") && judged == ":1\r\n" && got == $":{int.MaxValue}\r\n"),
        new("A small sorted set stays a listpack when SORT reads it; redis-server makes it a skiplist.",
            PartsData: false,
            static (step, judged, got) => HasWord(step, "ENCODING") && Dice.MaySort(step.Request[^1])
                && judged == "$8\r\nskiplist\r\n" && got == "$8\r\nlistpack\r\n"),
        new(RefusesSoundNumbers, PartsData: false, static (step, judged, got) => IsRefusedSort(step, judged, got) && got[0] == '*'),
        new(RefusesSoundNumbers, PartsData: true, static (step, judged, got) => IsRefusedSort(step, judged, got) && got[0] == ':'),
        new("The lines of HELP are the node's own.",
            PartsData: false,
            static (step, judged, got) => step.Request is [_, var sub, ..] && sub.Equals("HELP", StringComparison.OrdinalIgnoreCase)
                && judged[0] == '*' && got[0] == '*'),
    ];

    /// <summary>The reason of a difference, null when it has none.</summary>
    public static KnownDifference? Find(Step step, string judged, string got) =>
        Array.Find(All, known => known.Covers(step, judged, got));

    /// <summary>Of the command itself, or of the script that calls it.</summary>
    private static bool HasWord(Step step, string word) => step.Request.Contains(word, StringComparer.OrdinalIgnoreCase);

    private static bool IsRefusedSort(Step step, string judged, string got) =>
        step.Request[0].StartsWith("SORT", StringComparison.OrdinalIgnoreCase)
        && judged.StartsWith("-ERR One or more scores", StringComparison.Ordinal) && !got.StartsWith('-');

    private static bool IsCrossSlot(string got) => got.StartsWith("-CROSSSLOT", StringComparison.Ordinal);

    private static CommandRow? RowOf(string[] request) => Table.Find(Encoding.Latin1.GetBytes(request[0]));

    /// <summary>Is any of the keys, as the node finds them, none of those that are kept in one slot?</summary>
    private static bool HasKeysElsewhere(string[] request)
    {
        var places = new List<int>();
        var args = Args.Of(request.Select(Encoding.Latin1.GetBytes).ToArray());
        return RowOf(request) is { } row && row.AcceptsArgCount(args.Count) && row.Keys.Find(args, places)
            && places.Exists(place => !Dice.IsKey(request[place]));
    }
}

/// <param name="Reason">Why it is so.</param>
/// <param name="PartsData">May both servers hold other data after it? Then nothing that follows can be compared.</param>
/// <param name="Covers">Is this step with the outcomes of redis-server and of the node such a case?</param>
public sealed record KnownDifference(string Reason, bool PartsData, Func<Step, string, string, bool> Covers);
