using System.Net;
using System.Net.Sockets;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>Asks for snapshots (BGREWRITEAOF) at random times while others write, also while one is under way.</summary>
internal sealed class SnapshotClient(Random random, int mostMsBetween)
{
    /// <summary>How many the server said it began.</summary>
    public int Begun { get; private set; }

    public async Task RunAsync(IPEndPoint endpoint, Func<bool> isCut)
    {
        try
        {
            await using var connection = await RawConnection.OpenAsync(endpoint);
            while (!isCut())
            {
                await Task.Delay(random.Next(mostMsBetween));
                Note(await connection.CallAsync("BGREWRITEAOF"));
            }
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException && isCut())
        {
            // The server was killed.
        }
    }

    private void Note(string reply)
    {
        if (reply.StartsWith("+Background", StringComparison.Ordinal))
            Begun++;
        else if (!reply.Contains("already in progress", StringComparison.Ordinal))
            throw new DurabilityException($"BGREWRITEAOF was answered {reply}");
    }
}
