using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// Looks over all connections ten times a second: wakes those that wait for a shard or the end of a pause, closes those that
/// were idle too long (timeout), let too many replies wait for too long (client-output-buffer-limit, soft), or together hold too much
/// memory (maxmemory-clients).
/// </summary>
internal sealed class ClientSweeper : IDisposable
{
    private const int IntervalMs = 100;

    private readonly NodeServices _node;
    private readonly ITimer _timer;

    public ClientSweeper(NodeServices node)
    {
        _node = node;
        var interval = TimeSpan.FromMilliseconds(IntervalMs);
        _timer = node.Time.CreateTimer(_ => Sweep(), null, interval, interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        EvictClients();
        var nowMs = _node.NowMs;
        foreach (var client in _node.Clients.All)
        {
            if (IsIdleTooLong(client.Session, nowMs) || ExceedsSoftLimit(client.Session, nowMs))
                client.Kill();
            else if (client.WantsSweep)
                client.Wake();
        }
    }

    private void EvictClients()
    {
        var limitBytes = ClientEviction.LimitOf(_node.ClientSettings.MaxMemoryClients, _node.ShardSettings.Memory.MaxBytes);
        if (limitBytes == 0)
            return;
        foreach (var client in ClientEviction.Choose(_node.Clients.All, limitBytes))
        {
            client.Kill();
            Interlocked.Increment(ref _node.Statistics.ClientsEvicted);
        }
    }

    private bool IsIdleTooLong(Session session, long nowMs)
    {
        var timeoutMs = _node.ClientSettings.TimeoutSeconds * 1000L;
        var isExpected = session.IsSubscribed || session.IsMonitor || session.Wait is not null || session.IsPaused;
        return timeoutMs > 0 && !isExpected && nowMs - session.LastRequestAtMs > timeoutMs;
    }

    private bool ExceedsSoftLimit(Session session, long nowMs)
    {
        var limit = _node.ClientSettings.OutputLimitOf(session);
        if (limit.SoftBytes == 0 || session.OutputBytesWithMessages <= limit.SoftBytes)
        {
            session.OverSoftLimitSinceMs = 0;
            return false;
        }

        if (session.OverSoftLimitSinceMs == 0)
            session.OverSoftLimitSinceMs = nowMs;
        return nowMs - session.OverSoftLimitSinceMs > limit.SoftSeconds * 1000L;
    }
}
