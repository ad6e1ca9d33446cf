using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Clients;

/// <summary>Which commands a pause holds back.</summary>
public enum PauseMode
{
    None,

    /// <summary>Those that change data or are to be copied to replicas.</summary>
    Writes,

    All,
}

/// <summary>
/// CLIENT PAUSE: until it ends, connections keep their next command instead of carrying it out, and shards remove nothing by
/// themselves. A pause during another one never makes that one shorter or milder. Any thread; while there is none, asking
/// costs a comparison.
/// </summary>
public sealed class ClientPause(DataPause data)
{
    private readonly Lock _changing = new();
    private volatile PauseMode _mode;

    /// <summary>May there be a pause? For the common case, without the time.</summary>
    public bool IsOn => _mode != PauseMode.None;

    public PauseMode ModeAt(long nowMs)
    {
        if (IsOn && !data.HoldsAt(nowMs))
            EndIfOver(nowMs);
        return _mode;
    }

    public void Begin(PauseMode mode, long nowMs, long untilMs)
    {
        lock (_changing)
        {
            EndIfOver(nowMs);
            data.UntilMs = Math.Max(data.UntilMs, untilMs);
            _mode = (PauseMode)Math.Max((int)_mode, (int)mode);
        }
    }

    public void End()
    {
        lock (_changing)
        {
            data.UntilMs = 0;
            _mode = PauseMode.None;
        }
    }

    private void EndIfOver(long nowMs)
    {
        lock (_changing)
        {
            if (!data.HoldsAt(nowMs))
                End();
        }
    }
}
