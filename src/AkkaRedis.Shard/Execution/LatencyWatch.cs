using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Hears of what took long on a shard. Times are measured anyway, for statistics; whoever measured one compares it with
/// <see cref="FromTicks"/> and tells it when it is not less, so that what is quick costs one comparison.
/// Told on the threads of shards and connections.
/// </summary>
public abstract class LatencyWatch
{
    /// <summary>Hears of nothing.</summary>
    public static readonly LatencyWatch None = new Deaf();

    private long _fromTicks = long.MaxValue;

    /// <summary>Time in timestamp ticks from which on something is told; long.MaxValue = nothing is. May change at any moment.</summary>
    public long FromTicks
    {
        get => Volatile.Read(ref _fromTicks);
        protected set => Volatile.Write(ref _fromTicks, value);
    }

    /// <summary>A command ran for so long; its arguments are valid during the call.</summary>
    public abstract void CommandTook(long ticks, CommandRow row, in Args args, long connectionId, long nowMs);

    /// <summary>Work that no client asked for, named as the latency events of Redis, took so long.</summary>
    public abstract void CycleTook(long ticks, string name, long nowMs);

    private sealed class Deaf : LatencyWatch
    {
        public override void CommandTook(long ticks, CommandRow row, in Args args, long connectionId, long nowMs)
        {
        }

        public override void CycleTook(long ticks, string name, long nowMs)
        {
        }
    }
}
