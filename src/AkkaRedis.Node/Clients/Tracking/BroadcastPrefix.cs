namespace AkkaRedis.Node.Clients.Tracking;

/// <summary>A prefix of keys and the connections that hear of every change of such a key. Immutable.</summary>
internal sealed record BroadcastPrefix(byte[] Bytes, IReadOnlyList<Session> Sessions)
{
    /// <summary>The prefixes, ordered by their bytes, with one more connection for one of them.</summary>
    public static BroadcastPrefix[] With(BroadcastPrefix[] prefixes, byte[] prefix, Session session)
    {
        var sessions = prefixes.FirstOrDefault(p => p.Bytes.AsSpan().SequenceEqual(prefix))?.Sessions ?? [];
        if (sessions.Contains(session))
            return prefixes;
        var others = prefixes.Where(p => !p.Bytes.AsSpan().SequenceEqual(prefix));
        BroadcastPrefix[] all = [.. others, new BroadcastPrefix(prefix, [.. sessions, session])];
        Array.Sort(all, static (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes));
        return all;
    }

    /// <summary>The prefixes that are left when a connection leaves all of its.</summary>
    public static BroadcastPrefix[] Without(BroadcastPrefix[] prefixes, Session session) =>
    [
        .. from prefix in prefixes
        let left = prefix.Sessions.Where(s => s != session).ToArray()
        where left.Length > 0
        select prefix with { Sessions = left },
    ];
}
