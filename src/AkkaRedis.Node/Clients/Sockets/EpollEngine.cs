using System.Net.Sockets;
using AkkaRedis.Node.Monitor;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>Client sockets on a few <see cref="EpollLoop"/>s; a new one goes to the loop that has the fewest. Linux alone.</summary>
internal sealed class EpollEngine(int threads, NodeStatistics statistics) : ISocketEngine
{
    private readonly EpollLoop[] _loops = Enumerable.Range(0, threads).Select(number => new EpollLoop(number)).ToArray();

    public ISocketChannel Open(Socket socket, Action onReceivable, Action onSendable)
    {
        var channel = new EpollChannel(socket, statistics, onReceivable, onSendable);
        channel.Join(_loops.MinBy(loop => loop.ChannelCount)!);
        return channel;
    }

    public void Dispose()
    {
        foreach (var loop in _loops)
            loop.Dispose();
    }
}
