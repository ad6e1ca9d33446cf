using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Protocol.Commands;

/// <summary>
/// Finds the key arguments of one call. Appends their indexes to <paramref name="into"/>; false when the arguments are so
/// malformed that the keys cannot be told.
/// </summary>
public delegate bool KeyFinder(in Args args, List<int> into);

/// <summary>
/// Which arguments of a command are keys, in the words of COMMAND: first, last (negative counts from the end) and step,
/// and for the few rows where that does not do, a function.
/// </summary>
public sealed record KeySpec(int First, int Last, int Step, KeyFinder? Finder = null)
{
    public static readonly KeySpec None = new(0, 0, 0);
    public static readonly KeySpec One = new(1, 1, 1);
    public static readonly KeySpec Two = new(1, 2, 1);
    public static readonly KeySpec All = new(1, -1, 1);
    public static readonly KeySpec Pairs = new(1, -1, 2);
    public static readonly KeySpec Second = new(2, 2, 1);
    public static readonly KeySpec AllButLast = new(1, -2, 1);

    public bool HasKeys => First > 0 || Finder is not null;

    /// <summary>One key at a fixed place: the common case that needs no list.</summary>
    public bool IsSingle => Finder is null && First > 0 && First == Last;

    /// <summary>Appends the indexes of the key arguments; false when they cannot be told.</summary>
    public bool Find(in Args args, List<int> into)
    {
        if (Finder is not null)
            return Finder(args, into);
        if (First == 0)
            return true;
        var last = Last >= 0 ? Last : args.Count + Last;
        for (var i = First; i <= last && i < args.Count; i += Step)
            into.Add(i);
        return true;
    }
}
