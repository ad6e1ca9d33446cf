using System.Net.Sockets;

namespace AkkaRedis.Node.Clients;

/// <summary>A port that clients connect to. Bound once, when the node starts; stopped and drained once, when it ends.</summary>
public interface IClientPort
{
    /// <summary>Listens on every address (IP literals) and the same port, 0 for a free one, and accepts; the port bound.</summary>
    /// <exception cref="SocketException">An address and port cannot be had; nothing stays bound.</exception>
    Task<int> BindAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellation);

    /// <summary>Closes the listening sockets; connections go on. Does nothing when not bound.</summary>
    Task StopAcceptingAsync();

    /// <summary>Lets connections answer what they have received, for at most this long, then closes all of them.</summary>
    Task DrainAsync(TimeSpan timeout);
}
