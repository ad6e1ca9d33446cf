using System.Net;
using System.Net.Sockets;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// One connection that writes to its lanes, in pipelines of random lengths, as fast as it is answered. A unit is noted as sent
/// before its first byte is, and as acknowledged when its last reply was read.
/// </summary>
internal sealed class WritingClient(Random random, Lane[] lanes, TimeProvider time)
{
    private static readonly int[] _pipelines = [1, 1, 1, 4, 16, 64];

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Lane[] Lanes => lanes;

    /// <summary>Writes until <paramref name="isCut"/> tells that the server's end is no surprise.</summary>
    public async Task RunAsync(IPEndPoint endpoint, Func<bool> isCut)
    {
        try
        {
            await using var connection = await RawConnection.OpenAsync(endpoint);
            while (!isCut())
                await WriteAsync(connection);
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException && isCut())
        {
            // The server was killed: what was not answered by then stays in flight.
        }
    }

    private async Task WriteAsync(RawConnection connection)
    {
        var batch = Batch();
        foreach (var (lane, unit) in batch)
            lane.Send(unit, NowMs);
        await connection.SendAsync(string.Concat(batch.Select(b => b.Unit.Request)));
        foreach (var (lane, unit) in batch)
            lane.Acknowledge(await connection.ReadRepliesAsync(unit.ReplyCount), NowMs);
        if (batch[^1].Unit.Lapsing is { } key)
            await Eventually.EqualAsync(":0\r\n", () => connection.CallAsync("EXISTS", key));
    }

    /// <summary>A key that lapses is the last of its pipeline: nothing is done to it before it is gone.</summary>
    private List<(Lane Lane, Unit Unit)> Batch()
    {
        var batch = new List<(Lane, Unit)>();
        for (var left = _pipelines[random.Next(_pipelines.Length)]; left > 0; left--)
        {
            var lane = lanes[random.Next(lanes.Length)];
            var unit = lane.Next();
            batch.Add((lane, unit));
            if (unit.Lapsing is not null)
                break;
        }

        return batch;
    }
}
