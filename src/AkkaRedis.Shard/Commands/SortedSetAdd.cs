using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// ZADD and ZINCRBY: NX adds only, XX changes only, GT and LT change only upwards or downwards, CH counts changes too, INCR
/// adds to the score and replies it, or null when a condition kept it as it was.
/// </summary>
internal ref struct SortedSetAdd
{
    private static readonly KeyEvent Added = new('z', "zadd");
    private static readonly KeyEvent Incremented = new('z', "zincr");

    private bool _onlyNew;
    private bool _onlyExisting;
    private bool _onlyGreater;
    private bool _onlyLess;
    private bool _countsChanged;
    private bool _increments;
    private int _firstPair;
    private int _stride;
    private int _added;
    private int _changed;

    public static void Run(WriteContext c, bool increments)
    {
        var add = new SortedSetAdd { _increments = increments, _stride = 2 };
        add.ParseOptions(c);
        if (add.IsSound(c) && add.AreScoresSound(c) && c.TrySortedSetToWrite(c.Args[1], out var set))
            add.Apply(c, set);
    }

    /// <summary>GEOADD: options NX, XX and CH, and a place in longitude and latitude instead of each score.</summary>
    public static void RunGeo(WriteContext c)
    {
        var add = new SortedSetAdd { _stride = 3 };
        add.ParseOptions(c);
        var places = c.Args.Count - add._firstPair;
        if (places == 0 || places % 3 != 0 || (add._onlyNew && add._onlyExisting))
            c.Reply.Error(Errors.Syntax);
        else if (add.AreScoresSound(c) && c.TrySortedSetToWrite(c.Args[1], out var set))
            add.Apply(c, set);
    }

    private void ParseOptions(WriteContext c)
    {
        for (_firstPair = 2; _firstPair < c.Args.Count; _firstPair++)
        {
            if (c.Is(_firstPair, "NX"u8))
                _onlyNew = true;
            else if (c.Is(_firstPair, "XX"u8))
                _onlyExisting = true;
            else if (c.Is(_firstPair, "CH"u8))
                _countsChanged = true;
            else if (_stride == 2 && c.Is(_firstPair, "GT"u8))
                _onlyGreater = true;
            else if (_stride == 2 && c.Is(_firstPair, "LT"u8))
                _onlyLess = true;
            else if (_stride == 2 && c.Is(_firstPair, "INCR"u8))
                _increments = true;
            else
                return;
        }
    }

    /// <summary>Do the options go together? Else the error is written.</summary>
    private readonly bool IsSound(WriteContext c)
    {
        var arguments = c.Args.Count - _firstPair;
        var error = arguments == 0 || arguments % 2 != 0 ? Errors.Syntax
            : _onlyNew && _onlyExisting ? "ERR XX and NX options at the same time are not compatible"u8
            : (_onlyGreater && _onlyLess) || (_onlyNew && (_onlyGreater || _onlyLess))
                ? "ERR GT, LT, and/or NX options at the same time are not compatible"u8
            : _increments && arguments > 2 ? "ERR INCR option supports a single increment-element pair"u8
            : default;
        if (!error.IsEmpty)
            c.Reply.Error(error);
        return error.IsEmpty;
    }

    private readonly bool AreScoresSound(WriteContext c)
    {
        for (var i = _firstPair; i < c.Args.Count; i += _stride)
        {
            if (!TryScore(c, i, out _))
                return false;
        }

        return true;
    }

    private readonly bool TryScore(WriteContext c, int arg, out double score)
    {
        if (_stride == 2)
            return c.TryDouble(arg, out score);
        var isPoint = GeoDistance.TryPoint(c, arg, out var point);
        score = isPoint ? GeoHash.ScoreOf(point) : 0;
        return isPoint;
    }

    private void Apply(WriteContext c, SortedSetValue? existing)
    {
        double? score = null;
        if (existing is not null || !_onlyExisting)
        {
            var set = existing ?? new SortedSetValue();
            for (var i = _firstPair; i < c.Args.Count; i += _stride)
            {
                if (!TryScore(c, i, out var given) || !TryPut(c, set, c.Args[i + _stride - 1], given, out score))
                    return;
            }

            if (existing is null)
                c.Db.SetCollection(c.Args[1], set);
        }

        WriteReply(c, score);
        if (_added + _changed > 0)
            c.Modified(c.Args[1], _increments ? Incremented : Added);
    }

    /// <summary>
    /// Puts one pair, and gives the score it has then, null when a condition kept it out; false, with the error written, when
    /// that is no number.
    /// </summary>
    private bool TryPut(WriteContext c, SortedSetValue set, ReadOnlySpan<byte> member, double given, out double? score)
    {
        score = null;
        var found = set.Find(member);
        if (found.IsThere ? _onlyNew : _onlyExisting)
            return true;
        if (!found.IsThere)
        {
            set.Add(member, given, c.SortedLimits());
            _added++;
            score = given;
            return true;
        }

        var wanted = _increments ? found.Score + given : given;
        if (double.IsNaN(wanted))
        {
            c.Reply.Error("ERR resulting score is not a number (NaN)"u8);
            return false;
        }

        if ((_onlyLess && wanted >= found.Score) || (_onlyGreater && wanted <= found.Score))
            return true;
        score = wanted;
        if (wanted == found.Score)
            return true;
        set.SetScore(found, member, wanted);
        _changed++;
        return true;
    }

    private readonly void WriteReply(WriteContext c, double? score)
    {
        if (!_increments)
            c.Reply.Integer(_countsChanged ? _added + _changed : _added);
        else if (score is { } number)
            c.Reply.Double(number);
        else
            c.Reply.Null();
    }
}
