using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// What a node notes of its slow commands: entries of the slow log, and latency events. Shards and connections tell it only what
/// takes at least the lower of the two thresholds, which <see cref="Configure"/> turns into the unit they measure in.
/// </summary>
public sealed class CommandTimes(ClientRegistry clients) : LatencyWatch
{
    private ObservationSettings _settings = new();
    private long _ticksPerSecond = TimeSpan.TicksPerSecond;

    public SlowLog SlowLog { get; } = new();

    public LatencyEvents Events { get; } = new();

    /// <summary>Makes the settings hold; to be called after each change of them. Without a first call nothing is noted.</summary>
    public void Configure(ObservationSettings settings, long ticksPerSecond)
    {
        _settings = settings;
        _ticksPerSecond = ticksPerSecond;
        var slowLog = settings.SlowLogFromUs < 0 ? long.MaxValue : TicksOf(settings.SlowLogFromUs, 1_000_000);
        var events = settings.LatencyThresholdMs == 0 ? long.MaxValue : TicksOf(settings.LatencyThresholdMs, 1000);
        FromTicks = Math.Min(slowLog, events);
    }

    public override void CommandTook(long ticks, CommandRow row, in Args args, long connectionId, long nowMs)
    {
        var durationUs = (long)(ticks * 1_000_000.0 / _ticksPerSecond);
        if (_settings.SlowLogFromUs >= 0 && durationUs >= _settings.SlowLogFromUs && (row.Flags & CommandFlags.SkipSlowLog) == 0)
        {
            var session = clients.Find(connectionId)?.Session;
            SlowLog.Add(row, args, durationUs, nowMs / 1000, ClientLine.Address(session?.RemoteAddress), session?.Name ?? "",
                _settings.SlowLogMaxLength);
        }

        NoteEvent((row.Flags & CommandFlags.Fast) != 0 ? "fast-command" : "command", durationUs / 1000, nowMs);
    }

    public override void CycleTook(long ticks, string name, long nowMs) =>
        NoteEvent(name, (long)(ticks * 1000.0 / _ticksPerSecond), nowMs);

    private void NoteEvent(string name, long latencyMs, long nowMs)
    {
        if (_settings.LatencyThresholdMs > 0 && latencyMs >= _settings.LatencyThresholdMs)
            Events.Add(name, nowMs / 1000, latencyMs);
    }

    /// <summary>Ticks of a count of units of which there are so many in a second; what is too much is never reached.</summary>
    private long TicksOf(long units, long unitsPerSecond) =>
        units > long.MaxValue / _ticksPerSecond ? long.MaxValue : units * _ticksPerSecond / unitsPerSecond;
}
