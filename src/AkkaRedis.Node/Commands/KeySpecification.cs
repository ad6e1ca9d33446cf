using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Commands;

/// <summary>A key argument of a full command, and what the command does to it.</summary>
internal readonly record struct KeyReference(int Arg, KeyUse Use);

/// <summary>
/// A key specification as COMMAND tells it: a rule for where some of the keys of a command begin (at an index, or after a
/// keyword), and one for how many there are (a range, or as many as the first argument there says). Clients route by it;
/// the node itself routes by <see cref="KeySpec"/>, which is faster for the common cases.
/// </summary>
internal sealed record KeySpecification(KeyUse Use)
{
    /// <summary>Where to begin; with a keyword, where to begin looking for it: negative from the end, backwards.</summary>
    public int First { get; private init; }

    public string? Keyword { get; private init; }

    /// <summary>Last key of the range, from its first; negative from the end of the arguments.</summary>
    public int Last { get; private init; }

    public int Step { get; private init; } = 1;

    /// <summary>Of what is left, one in so many is a key; 0 = all.</summary>
    public int Limit { get; private init; }

    /// <summary>Does the number of keys stand before them?</summary>
    public bool IsCounted { get; private init; }

    /// <summary>Cannot be told by a rule.</summary>
    public bool IsUnknown { get; private init; }

    public static KeySpecification At(int index, KeyUse use, int last = 0, int step = 1) =>
        new(use) { First = index, Last = last, Step = step };

    public static KeySpecification CountedAt(int index, KeyUse use) => new(use) { First = index, IsCounted = true };

    public static KeySpecification After(string keyword, int startFrom, KeyUse use, int last = 0, int limit = 0) =>
        new(use) { Keyword = keyword, First = startFrom, Last = last, Limit = limit };

    public static KeySpecification Unknown(KeyUse use) => new(use) { IsUnknown = true };

    /// <summary>Appends the keys that this specification finds; false when it cannot tell, or they would lie outside.</summary>
    public bool Find(in Args args, List<KeyReference> into)
    {
        if (IsUnknown)
            return false;
        var first = Keyword is null ? First : FirstAfterKeyword(args);
        if (first == 0)
            return true;
        if (!TryRange(args, ref first, out var last) || last >= args.Count || last < first)
            return false;
        for (var i = first; i <= last; i += Step)
            into.Add(new KeyReference(i, Use));
        return (Use & KeyUse.Incomplete) == 0;
    }

    /// <summary>The argument after the keyword; 0 when it is not there, or has nothing after it, which is no mistake.</summary>
    private int FirstAfterKeyword(in Args args)
    {
        var (start, end, step) = First > 0 ? (First, args.Count - 1, 1) : (args.Count + First, 1, -1);
        for (var i = start; i != end && i > 0 && i < args.Count; i += step)
        {
            if (Ascii.EqualsIgnoreCase(args[i], Keyword))
                return i + 1;
        }

        return 0;
    }

    private bool TryRange(in Args args, ref int first, out int last)
    {
        last = Last >= 0 ? first + Last : Limit == 0 ? args.Count + Last : first + (args.Count - first) / Limit + Last;
        if (!IsCounted)
            return true;
        if (first >= args.Count || !Numbers.TryParseLong(args[first], out var count) || count < 0 || count > args.Count)
            return false;
        first++;
        last = first + (int)count - 1;
        return true;
    }
}
