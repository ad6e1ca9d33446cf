using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

/// <summary>XREADGROUP of many entries.</summary>
internal sealed class StreamGroupReadJob(List<StreamGroupReading> readings) : ISlicedWrite
{
    /// <summary>What it takes to read, write and hand out an entry of a few fields, in elements touched.</summary>
    private const int PiecesPerEntry = 4;

    private int _next;

    public ReadOnlyMemory<byte> LockedKey => readings[0].Key;

    public IReadOnlyList<byte[]> MoreLockedKeys { get; } = [.. readings.Skip(1).Select(reading => reading.Key)];

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0 && _next < readings.Count; _next++)
        {
            if (!readings[_next].Write(c.Reply, ref units))
                return false;
        }

        return _next == readings.Count;
    }

    public void Apply(WriteContext c) => readings.ForEach(reading => reading.Apply(c));

    /// <summary>Does at once what is little; suspends the command for more. False, with nothing written, when there is nothing.</summary>
    public static bool TryRun(WriteContext c, List<StreamGroupReading> readings)
    {
        readings.ForEach(reading => reading.FindConsumer(c));
        var mostAtOnce = c.Settings.SliceElements / (PiecesPerEntry * readings.Count);
        if (readings.Exists(reading => !reading.IsAtMost(mostAtOnce)) && HaveKeysOfTheirOwn(readings))
        {
            readings.RemoveAll(static reading => !reading.HasReply);
            c.Reply.Streams(readings.Count);
            c.Suspend(new StreamGroupReadJob(readings));
            return true;
        }

        var mark = c.Reply.OpenAggregate();
        var replies = 0;
        for (var i = 0; i < readings.Count; i++)
            replies += TryReadNow(c, readings, i) ? 1 : 0;
        if (replies > 0)
            c.Reply.CloseAggregate(mark, c.Reply.IsResp3 ? '%' : '*', replies);
        return replies > 0;
    }

    /// <summary>What is read twice at once must be read again after the change that the first reading makes.</summary>
    private static bool HaveKeysOfTheirOwn(List<StreamGroupReading> readings) =>
        readings.Select(static reading => reading.Key).Distinct(ByteArrayComparer.Instance).Count() == readings.Count;

    private static bool TryReadNow(WriteContext c, List<StreamGroupReading> readings, int i)
    {
        var reading = readings[i];
        for (var before = 0; before < i; before++)
        {
            if (!readings[before].Key.AsSpan().SequenceEqual(reading.Key))
                continue;
            reading.FindConsumer(c);
            break;
        }

        if (!reading.HasReply)
            return false;
        var units = int.MaxValue;
        reading.Write(c.Reply, ref units);
        reading.Apply(c);
        return true;
    }
}
