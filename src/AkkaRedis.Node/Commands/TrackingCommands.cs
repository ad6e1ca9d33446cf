using AkkaRedis.Node.Clients.Tracking;
using AkkaRedis.Protocol;

namespace AkkaRedis.Node.Commands;

/// <summary>CLIENT TRACKING and what belongs to it: a client that keeps copies of values is told when they are old.</summary>
internal static class TrackingCommands
{
    public static void Tracking(ClientContext c)
    {
        if (TrackingOptions.Read(c, 3) is not { } options)
            return;
        if (c.Is(2, "OFF"u8))
        {
            TurnOff(c);
        }
        else if (!c.Is(2, "ON"u8))
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }
        else if (options.ToMode(c, c.Session.Tracking) is { } mode)
        {
            c.Node.Tracking.TurnOn(c.Session, mode);
        }
        else
        {
            return;
        }

        c.Reply.Ok();
    }

    public static void TurnOff(ClientContext c)
    {
        c.Node.Tracking.TurnOff(c.Session);
        c.Session.IsCachingGiven = false;
    }

    public static void Caching(ClientContext c)
    {
        if (c.Session.Tracking is not { } mode)
            c.Reply.Error("ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled"u8);
        else if (c.Is(2, "YES"u8))
            GiveCaching(c, mode.IsOptIn, "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode."u8);
        else if (c.Is(2, "NO"u8))
            GiveCaching(c, mode.IsOptOut, "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode."u8);
        else
            c.Reply.Error(Errors.Syntax);
    }

    public static void GetRedirect(ClientContext c) => c.Reply.Integer(c.Session.Tracking?.RedirectTo ?? -1);

    public static void Info(ClientContext c)
    {
        var mode = c.Session.Tracking;
        var flags = FlagsOf(mode, c.Session.IsCachingGiven);
        c.Reply.Map(3);
        c.Reply.Bulk("flags"u8);
        c.Reply.Set(flags.Count);
        foreach (var flag in flags)
            c.Reply.Bulk(flag);
        c.Reply.Bulk("redirect"u8);
        c.Reply.Integer(mode?.RedirectTo ?? -1);
        c.Reply.Bulk("prefixes"u8);
        c.Reply.Array(mode?.Prefixes.Count ?? 0);
        foreach (var prefix in mode?.Prefixes ?? [])
            c.Reply.Bulk(prefix);
    }

    private static void GiveCaching(ClientContext c, bool isRightMode, ReadOnlySpan<byte> error)
    {
        if (!isRightMode)
        {
            c.Reply.Error(error);
            return;
        }

        c.Session.IsCachingGiven = true;
        c.Reply.Ok();
    }

    private static List<string> FlagsOf(TrackingMode? mode, bool isCachingGiven)
    {
        if (mode is null)
            return ["off"];
        (bool IsOn, string Name)[] flags =
        [
            (true, "on"), (mode.IsBroadcast, "bcast"),
            (mode.IsOptIn, "optin"), (mode.IsOptIn && isCachingGiven, "caching-yes"),
            (mode.IsOptOut, "optout"), (mode.IsOptOut && isCachingGiven, "caching-no"),
            (mode.IsNoLoop, "noloop"), (mode.IsRedirectBroken, "broken_redirect"),
        ];
        return [.. from flag in flags where flag.IsOn select flag.Name];
    }
}
