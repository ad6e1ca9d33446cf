namespace AkkaRedis.Node.Clients;

/// <summary>
/// Which clients are closed when all together hold too much memory for requests and replies (maxmemory-clients): those that
/// hold most, but none that is protected by CLIENT NO-EVICT.
/// </summary>
internal static class ClientEviction
{
    private const long LeastLimitBytes = 128 * 1024;
    private const int PercentOfAll = 100;

    /// <summary>The limit in bytes; 0 = none. Negative settings are percents of <paramref name="maxMemoryBytes"/>.</summary>
    public static long LimitOf(long setting, long maxMemoryBytes)
    {
        if (setting == 0 || (setting < 0 && maxMemoryBytes == 0))
            return 0;
        var bytes = setting > 0 ? setting : (long)(maxMemoryBytes * (double)-setting / PercentOfAll);
        return Math.Max(LeastLimitBytes, bytes);
    }

    /// <summary>The clients to close, biggest first, until the others hold less than the limit.</summary>
    public static List<IClientHandle> Choose(IEnumerable<IClientHandle> clients, long limitBytes)
    {
        var bySize = clients.Select(c => (Client: c, Bytes: c.Session.MemoryBytes)).OrderByDescending(c => c.Bytes).ToList();
        var left = bySize.Sum(c => c.Bytes);
        var chosen = new List<IClientHandle>();
        foreach (var (client, bytes) in bySize)
        {
            if (left < limitBytes || bytes == 0)
                break;
            if (client.Session.NoEvict)
                continue;
            chosen.Add(client);
            left -= bytes;
        }

        return chosen;
    }
}
