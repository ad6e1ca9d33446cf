using AkkaRedis.Node.Clients.Tracking;
using AkkaRedis.Protocol;

namespace AkkaRedis.Node.Commands;

/// <summary>The options of CLIENT TRACKING, read in one go and then held against each other and against what is on already.</summary>
internal sealed class TrackingOptions
{
    private readonly List<byte[]> _prefixes = [];
    private long _redirectTo;
    private bool _isBroadcast;
    private bool _isOptIn;
    private bool _isOptOut;
    private bool _isNoLoop;

    /// <summary>Null, with the error written, when there is an option too many or unknown.</summary>
    public static TrackingOptions? Read(ClientContext c, int firstArg)
    {
        var options = new TrackingOptions();
        for (var i = firstArg; i < c.Args.Count; i++)
        {
            var hasValue = i + 1 < c.Args.Count;
            if (c.Is(i, "REDIRECT"u8) && hasValue)
            {
                if (!options.TryRedirect(c, ++i))
                    return null;
            }
            else if (c.Is(i, "PREFIX"u8) && hasValue)
            {
                options._prefixes.Add(c.Args[++i].ToArray());
            }
            else if (!options.TryWord(c, i))
            {
                c.Reply.Error(Errors.Syntax);
                return null;
            }
        }

        return options;
    }

    /// <summary>How a connection that has tracked in one way is to track from now on; null, with the error written, if it cannot.</summary>
    public TrackingMode? ToMode(ClientContext c, TrackingMode? before)
    {
        if (Conflict(before) is { } error)
        {
            c.Reply.Error(error);
            return null;
        }

        if (_isBroadcast && PrefixCollision.Find(before?.Prefixes ?? [], _prefixes) is { } collision)
        {
            c.Reply.Error(collision);
            return null;
        }

        return new TrackingMode
        {
            RedirectTo = _redirectTo,
            IsBroadcast = _isBroadcast,
            IsOptIn = _isOptIn,
            IsOptOut = _isOptOut,
            IsNoLoop = _isNoLoop,
            Prefixes = AllPrefixes(before),
        };
    }

    private string? Conflict(TrackingMode? before)
    {
        if (!_isBroadcast && _prefixes.Count > 0)
            return "ERR PREFIX option requires BCAST mode to be enabled";
        if (before is not null && before.IsBroadcast != _isBroadcast)
            return "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it "
                + "with a different mode.";
        if (_isBroadcast && (_isOptIn || _isOptOut))
            return "ERR OPTIN and OPTOUT are not compatible with BCAST";
        if (_isOptIn && _isOptOut)
            return "ERR You can't specify both OPTIN mode and OPTOUT mode";
        if (before is not null && ((_isOptIn && before.IsOptOut) || (_isOptOut && before.IsOptIn)))
            return "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it "
                + "with a different mode.";
        return null;
    }

    /// <summary>Those it had and the new ones; an empty one, for all keys, when none is given.</summary>
    private List<byte[]> AllPrefixes(TrackingMode? before)
    {
        if (!_isBroadcast)
            return [];
        var all = new SortedSet<byte[]>(before?.Prefixes ?? [], Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)));
        all.UnionWith(_prefixes.Count > 0 ? _prefixes : [[]]);
        return [.. all];
    }

    private bool TryRedirect(ClientContext c, int arg)
    {
        if (_redirectTo != 0)
        {
            c.Reply.Error("ERR A client can only redirect to a single other client"u8);
            return false;
        }

        if (!c.TryLong(arg, out _redirectTo))
            return false;
        if (c.Node.Clients.Find(_redirectTo) is { Session.IsEnding: false })
            return true;
        c.Reply.Error("ERR The client ID you want redirect to does not exist"u8);
        return false;
    }

    private bool TryWord(ClientContext c, int arg)
    {
        if (c.Is(arg, "BCAST"u8))
            return _isBroadcast = true;
        if (c.Is(arg, "OPTIN"u8))
            return _isOptIn = true;
        if (c.Is(arg, "OPTOUT"u8))
            return _isOptOut = true;
        return c.Is(arg, "NOLOOP"u8) && (_isNoLoop = true);
    }
}
