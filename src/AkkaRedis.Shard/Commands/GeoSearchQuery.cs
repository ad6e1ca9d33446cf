using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>The command that a search came with, as far as its arguments depend on it.</summary>
internal enum GeoForm
{
    Search,
    SearchStore,
    Radius,
    RadiusReadOnly,
    RadiusByMember,
    RadiusByMemberReadOnly,
}

/// <summary>
/// The arguments of GEOSEARCH, GEOSEARCHSTORE and the GEORADIUS family: center and shape, at fixed places or as options, and what
/// is to be done with what is found.
/// </summary>
internal sealed class GeoSearchQuery(GeoForm form, SortedSetView? set)
{
    private GeoPoint _center;
    private double _width;
    private double _height;
    private double _unitMeters = 1;
    private bool _isBox;
    private bool _hasMember;
    private bool _hasPoint;
    private bool _hasRadius;
    private bool _takesAny;

    public bool WithDistance { get; private set; }

    public bool WithHash { get; private set; }

    public bool WithPoint { get; private set; }

    /// <summary>1 for the nearest first, -1 for the farthest, 0 for no order.</summary>
    public int Order { get; private set; }

    /// <summary>Members to give at most; 0 for all.</summary>
    public long Count { get; private set; }

    /// <summary>Argument with the key that the result is stored in; 0 when it is replied.</summary>
    public int TargetArg { get; private set; }

    public bool StoresDistances { get; private set; }

    public double UnitMeters => _unitMeters;

    private bool IsSearch => form is GeoForm.Search or GeoForm.SearchStore;

    /// <summary>The search itself, which may end as soon as it has enough when any members do.</summary>
    public GeoSearch NewSearch()
    {
        var shape = _isBox ? GeoShape.Box(_center, _width, _height, _unitMeters) : GeoShape.Circle(_center, _width, _unitMeters);
        return new GeoSearch(set!, shape, _takesAny ? Count : 0);
    }

    /// <summary>False, with the error written, when something is wrong.</summary>
    public bool TryParse(ReadContext c)
    {
        if (!TryFixed(c, out var next))
            return false;
        while (next < c.Args.Count)
        {
            if (!TryOption(c, ref next))
                return false;
        }

        if (!IsComplete(c))
            return false;
        if (Count != 0 && Order == 0 && !_takesAny)
            Order = 1;
        return true;
    }

    /// <summary>The arguments before the options.</summary>
    private bool TryFixed(ReadContext c, out int next)
    {
        switch (form)
        {
            case GeoForm.Radius or GeoForm.RadiusReadOnly:
                next = 6;
                return GeoDistance.TryPoint(c, 2, out _center) && TryRadius(c, 4);
            case GeoForm.RadiusByMember or GeoForm.RadiusByMemberReadOnly:
                next = 5;
                return set is null || (TryMember(c, 2) && TryRadius(c, 3));
            default:
                TargetArg = form == GeoForm.SearchStore ? 1 : 0;
                next = 2 + TargetArg;
                return true;
        }
    }

    private bool TryOption(ReadContext c, ref int next)
    {
        var left = c.Args.Count - next - 1;
        if (TryWord(c, next))
            next++;
        else if (left >= 1 && c.Is(next, "COUNT"u8))
            return TryCount(c, ref next);
        else if (form is GeoForm.Radius or GeoForm.RadiusByMember && left >= 1 && (c.Is(next, "STORE"u8) || c.Is(next, "STOREDIST"u8)))
        {
            StoresDistances = c.Is(next, "STOREDIST"u8);
            TargetArg = next + 1;
            next += 2;
        }
        else if (IsSearch)
            return TrySearchOption(c, ref next, left);
        else
            return Fail(c, Errors.Syntax);
        return true;
    }

    /// <summary>Options of one word.</summary>
    private bool TryWord(ReadContext c, int arg)
    {
        if (c.Is(arg, "WITHDIST"u8))
            return WithDistance = true;
        if (c.Is(arg, "WITHHASH"u8))
            return WithHash = true;
        if (c.Is(arg, "WITHCOORD"u8))
            return WithPoint = true;
        if (c.Is(arg, "ANY"u8))
            return _takesAny = true;
        if (form == GeoForm.SearchStore && c.Is(arg, "STOREDIST"u8))
            return StoresDistances = true;
        var isAscending = c.Is(arg, "ASC"u8);
        if (!isAscending && !c.Is(arg, "DESC"u8))
            return false;
        Order = isAscending ? 1 : -1;
        return true;
    }

    private bool TryCount(ReadContext c, ref int next)
    {
        if (!c.TryLong(next + 1, out var count))
            return false;
        Count = count;
        next += 2;
        return count > 0 || Fail(c, "ERR COUNT must be > 0"u8);
    }

    private bool TrySearchOption(ReadContext c, ref int next, int left)
    {
        var arg = next + 1;
        if (left >= 1 && !_hasPoint && c.Is(next, "FROMMEMBER"u8))
        {
            _hasMember = true;
            next += 2;
            return set is null || TryMember(c, arg);
        }

        if (left >= 2 && !_hasMember && c.Is(next, "FROMLONLAT"u8))
        {
            _hasPoint = true;
            next += 3;
            return GeoDistance.TryPoint(c, arg, out _center);
        }

        if (left >= 2 && !_isBox && c.Is(next, "BYRADIUS"u8))
        {
            _hasRadius = true;
            next += 3;
            return TryRadius(c, arg);
        }

        if (left >= 3 && !_hasRadius && c.Is(next, "BYBOX"u8))
        {
            _isBox = true;
            next += 4;
            return TryBox(c, arg);
        }

        return Fail(c, Errors.Syntax);
    }

    private bool TryMember(ReadContext c, int arg)
    {
        var found = set!.Find(c.Args[arg]);
        if (!found.IsThere)
            return Fail(c, "ERR could not decode requested zset member"u8);
        _center = GeoHash.PointOf(found.Score);
        return true;
    }

    private bool TryRadius(ReadContext c, int arg)
    {
        if (!GeoDistance.TryNumber(c, arg, "ERR need numeric radius"u8, out _width))
            return false;
        return _width < 0 ? Fail(c, "ERR radius cannot be negative"u8) : GeoDistance.TryUnit(c, arg + 1, out _unitMeters);
    }

    private bool TryBox(ReadContext c, int arg)
    {
        if (!GeoDistance.TryNumber(c, arg, "ERR need numeric width"u8, out _width)
            || !GeoDistance.TryNumber(c, arg + 1, "ERR need numeric height"u8, out _height))
            return false;
        return _width < 0 || _height < 0
            ? Fail(c, "ERR height or width cannot be negative"u8)
            : GeoDistance.TryUnit(c, arg + 2, out _unitMeters);
    }

    /// <summary>Do the options go together, and is none missing?</summary>
    private bool IsComplete(ReadContext c)
    {
        if (TargetArg > 0 && (WithDistance || WithHash || WithPoint))
            return Fail(c, form == GeoForm.SearchStore
                ? "ERR GEOSEARCHSTORE is not compatible with WITHDIST, WITHHASH and WITHCOORD options"u8
                : "ERR STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and WITHCOORD options"u8);
        if (IsSearch && !_hasMember && !_hasPoint)
            return Fail(c, [.. "ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for "u8, .. c.Args[0]]);
        if (IsSearch && !_hasRadius && !_isBox)
            return Fail(c, [.. "ERR exactly one of BYRADIUS and BYBOX can be specified for "u8, .. c.Args[0]]);
        return !_takesAny || Count > 0 || Fail(c, "ERR the ANY argument requires COUNT argument"u8);
    }

    private static bool Fail(ReadContext c, ReadOnlySpan<byte> error)
    {
        c.Reply.Error(error);
        return false;
    }
}
