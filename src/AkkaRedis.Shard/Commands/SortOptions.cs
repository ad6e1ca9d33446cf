using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Commands;

/// <summary>What the arguments of SORT behind its key ask for.</summary>
internal sealed class SortOptions
{
    private const int NoArg = -1;
    private const int FirstArg = 2;

    private int _byArg = NoArg;

    public bool IsDescending { get; private set; }

    /// <summary>Elements are compared as bytes, not as numbers.</summary>
    public bool IsAlpha { get; private set; }

    /// <summary>BY a pattern without star: elements stay as they are.</summary>
    public bool IsUnsorted { get; private set; }

    public long Offset { get; private set; }

    /// <summary>Most elements; negative for all.</summary>
    public long Limit { get; private set; } = -1;

    /// <summary>What is sorted by, null for the elements themselves.</summary>
    public SortPattern? By { get; private set; }

    public List<SortPattern> Gets { get; } = [];

    /// <summary>Index of the key that gets the result; negative when it is the reply.</summary>
    public int StoreArg { get; private set; } = NoArg;

    public bool Stores => StoreArg >= 0;

    public bool LooksUpKeys => By is not null || Gets.Exists(get => !get.IsElement);

    /// <summary>False, with the error written, when they are wrong.</summary>
    public static bool TryParse(ReadContext c, bool mayStore, out SortOptions options)
    {
        options = new SortOptions();
        for (var arg = FirstArg; arg < c.Args.Count; arg++)
        {
            if (!options.TryTake(c, mayStore, ref arg))
                return false;
        }

        if (options._byArg >= 0 && !options.IsUnsorted)
            options.By = new SortPattern(c.Args[options._byArg]);
        return true;
    }

    /// <summary>The keys of SORT: its first argument, and the last one that STORE names.</summary>
    public static bool FindKeys(in Args args, List<int> into)
    {
        var store = NoArg;
        for (var i = FirstArg; i < args.Count; i++)
        {
            if (Is(args[i], "LIMIT"u8))
                i += 2;
            else if (Is(args[i], "GET"u8) || Is(args[i], "BY"u8))
                i++;
            else if (Is(args[i], "STORE"u8) && i + 1 < args.Count)
                store = ++i;
        }

        into.Add(1);
        if (store >= 0)
            into.Add(store);
        return true;
    }

    /// <summary>A set has no order of its own, so one that is stored is put into the same order everywhere.</summary>
    public void SortByElement()
    {
        IsUnsorted = false;
        IsAlpha = true;
        By = null;
    }

    private bool TryTake(ReadContext c, bool mayStore, ref int arg)
    {
        var operands = c.Args.Count - arg - 1;
        if (c.Is(arg, "ASC"u8))
            IsDescending = false;
        else if (c.Is(arg, "DESC"u8))
            IsDescending = true;
        else if (c.Is(arg, "ALPHA"u8))
            IsAlpha = true;
        else if (c.Is(arg, "LIMIT"u8) && operands >= 2)
            return TryLimit(c, ref arg);
        else if (mayStore && c.Is(arg, "STORE"u8) && operands >= 1)
            StoreArg = ++arg;
        else if (c.Is(arg, "BY"u8) && operands >= 1)
            return TryBy(c, ++arg);
        else if (c.Is(arg, "GET"u8) && operands >= 1)
            return TryGet(c, ++arg);
        else
            return Fail(c, Errors.Syntax);
        return true;
    }

    private bool TryLimit(ReadContext c, ref int arg)
    {
        if (!c.TryLong(++arg, out var offset) || !c.TryLong(++arg, out var limit))
            return false;
        (Offset, Limit) = (offset, limit);
        return true;
    }

    private bool TryBy(ReadContext c, int arg)
    {
        _byArg = arg;
        if (!SortPattern.HasStar(c.Args[arg]))
            IsUnsorted = true;
        else if (IsElsewhere(c, arg))
            return Fail(c, "ERR BY option of SORT denied in cluster mode when keys formed by the pattern may be in different slots."u8);
        return true;
    }

    private bool TryGet(ReadContext c, int arg)
    {
        var pattern = new SortPattern(c.Args[arg]);
        if (IsElsewhere(c, arg))
            return Fail(c, "ERR GET option of SORT denied in cluster mode when keys formed by the pattern may be in different slots."u8);
        Gets.Add(pattern);
        return true;
    }

    /// <summary>May a key of this pattern be in another shard than the key that is sorted?</summary>
    private static bool IsElsewhere(ReadContext c, int arg) =>
        c.Settings.HasOtherShards && SortPattern.HasStar(c.Args[arg]) && !SortPattern.StaysInSlotOf(c.Args[arg], c.Args[1]);

    private static bool Is(ReadOnlySpan<byte> arg, ReadOnlySpan<byte> upperCase) =>
        System.Text.Ascii.EqualsIgnoreCase(arg, upperCase);

    private static bool Fail(ReadContext c, ReadOnlySpan<byte> error)
    {
        c.Reply.Error(error);
        return false;
    }
}
