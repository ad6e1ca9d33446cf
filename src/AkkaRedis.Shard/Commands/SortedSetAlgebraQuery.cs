using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Commands;

/// <summary>The arguments of the algebra commands: "numkeys key… [WEIGHTS …] [AGGREGATE …] [WITHSCORES] [LIMIT …]".</summary>
internal sealed class SortedSetAlgebraQuery(AlgebraKind kind, AlgebraForm form)
{
    private readonly List<MemberSource> _sources = [];
    private double[] _weights = [];
    private ScoreAggregate _aggregate;
    private long _limit;
    private int _firstKey;

    public bool WithScores { get; private set; }

    /// <summary>Keys of the inputs.</summary>
    public List<byte[]> Keys { get; } = [];

    /// <summary>False, with the error written, when something is wrong.</summary>
    public bool TryParse(ReadContext c)
    {
        var countArg = form == AlgebraForm.Store ? 2 : 1;
        if (!TryOpenInputs(c, countArg, out var next))
            return false;
        while (next < c.Args.Count)
        {
            if (!TryOption(c, ref next, out var isKnown))
                return false;
            if (isKnown)
                continue;
            c.Reply.Error(Errors.Syntax);
            return false;
        }

        return true;
    }

    public SortedSetAlgebra NewAlgebra() => new(kind, _aggregate, _sources.Zip(_weights), _limit);

    /// <summary>The key arguments of a command: so many as the number before them says.</summary>
    public static bool FindKeys(in Args args, int countArg, List<int> into)
    {
        if (args.Count <= countArg || !Numbers.TryParseLong(args[countArg], out var keys) || keys < 1 || keys > args.Count - countArg - 1)
            return false;
        for (var i = 0; i < keys; i++)
            into.Add(countArg + 1 + i);
        return true;
    }

    /// <summary>Looks at every input again: is one gone, or has another come, since the command began?</summary>
    public bool AreInputsAsBefore(ReadContext c)
    {
        for (var i = 0; i < _sources.Count; i++)
        {
            if (c.Find(c.Args[_firstKey + i]).IsNone != (_sources[i].Count == 0))
                return false;
        }

        return true;
    }

    private bool TryOpenInputs(ReadContext c, int countArg, out int next)
    {
        next = _firstKey = countArg + 1;
        if (!c.TryLong(countArg, out var keys))
            return false;
        if (keys < 1 || keys > c.Args.Count - next)
        {
            if (keys < 1)
                c.Reply.Error($"ERR at least 1 input key is needed for '{CommandName(c)}' command");
            else
                c.Reply.Error(Errors.Syntax);
            return false;
        }

        for (var end = next + (int)keys; next < end; next++)
        {
            if (!MemberSource.TryOpen(c, c.Args[next], out var source))
                return false;
            _sources.Add(source);
            Keys.Add(c.Args[next].ToArray());
        }

        _weights = new double[keys];
        _weights.AsSpan().Fill(1);
        return true;
    }

    private static string CommandName(ReadContext c) => System.Text.Encoding.ASCII.GetString(c.Args[0]).ToLowerInvariant();

    private bool TryOption(ReadContext c, ref int next, out bool isKnown)
    {
        var left = c.Args.Count - next;
        var aggregates = kind != AlgebraKind.Difference && form != AlgebraForm.Cardinality;
        isKnown = true;
        if (aggregates && left > _sources.Count && c.Is(next, "WEIGHTS"u8))
            return TryWeights(c, ref next);
        if (form == AlgebraForm.Cardinality && left >= 2 && c.Is(next, "LIMIT"u8))
            return TryLimit(c, ref next);
        if (aggregates && left >= 2 && c.Is(next, "AGGREGATE"u8))
        {
            isKnown = TryAggregate(c, next + 1);
            next += 2;
            return true;
        }

        isKnown = WithScores = form == AlgebraForm.Reply && c.Is(next, "WITHSCORES"u8);
        next++;
        return true;
    }

    private bool TryWeights(ReadContext c, ref int next)
    {
        for (var i = 0; i < _weights.Length; i++)
        {
            if (Numbers.TryParseDouble(c.Args[next + 1 + i], out _weights[i]))
                continue;
            c.Reply.Error("ERR weight value is not a float"u8);
            return false;
        }

        next += 1 + _weights.Length;
        return true;
    }

    private bool TryAggregate(ReadContext c, int arg)
    {
        var isMin = c.Is(arg, "MIN"u8);
        var isMax = c.Is(arg, "MAX"u8);
        _aggregate = isMin ? ScoreAggregate.Min : isMax ? ScoreAggregate.Max : ScoreAggregate.Sum;
        return isMin || isMax || c.Is(arg, "SUM"u8);
    }

    private bool TryLimit(ReadContext c, ref int next)
    {
        var isLimit = Numbers.TryParseLong(c.Args[next + 1], out _limit) && _limit >= 0;
        if (!isLimit)
            c.Reply.Error("ERR LIMIT can't be negative"u8);
        next += 2;
        return isLimit;
    }
}

/// <summary>What becomes of the result.</summary>
internal enum AlgebraForm
{
    Reply,
    Store,
    Cardinality,
}
