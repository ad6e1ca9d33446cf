using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaRedis.Node.Clients.Sockets;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Routing;
using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// Accepts clients on one port of one or more addresses and runs a stream for each: the socket's stage joined with the
/// session's, fused into one actor.
/// </summary>
public sealed class ClientPort(NodeServices node, IShardGateway gateway, ActorSystem system, ILogger<ClientPort> log) : IClientPort
{
    private const int Backlog = 511;
    private const int AcceptRetryMs = 100;

    private readonly List<Socket> _listeners = [];
    private readonly List<Task> _accepting = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Attributes _attributes = ActorAttributes.CreateDispatcher("akkaredis.edge-dispatcher");
    private ClientSweeper? _sweeper;
    private ISocketEngine? _sockets;

    public Task<int> BindAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellation)
    {
        try
        {
            foreach (var address in addresses)
                port = Listen(IPAddress.Parse(address), port);
        }
        catch (SocketException)
        {
            CloseListeners();
            throw;
        }

        _sockets = SocketEngines.Create(node);
        _sweeper = new ClientSweeper(node);
        foreach (var listener in _listeners)
            _accepting.Add(AcceptAsync(listener));
        return Task.FromResult(port);
    }

    public async Task StopAcceptingAsync()
    {
        await _stop.CancelAsync();
        CloseListeners();
        await Task.WhenAll(_accepting);
    }

    public async Task DrainAsync(TimeSpan timeout)
    {
        foreach (var client in node.Clients.All)
            client.Drain();
        try
        {
            await node.Clients.WhenEmpty().WaitAsync(timeout, node.Time);
        }
        catch (TimeoutException)
        {
            foreach (var client in node.Clients.All)
                client.Kill();
        }

        _sweeper?.Dispose();
        _sockets?.Dispose();
    }

    private int Listen(IPAddress address, int port)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listeners.Add(listener);
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(Backlog);
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket? socket = null;
            try
            {
                socket = await listener.AcceptAsync(_stop.Token);
                Admit(socket);
            }
            catch (Exception e) when (_stop.IsCancellationRequested
                && e is (OperationCanceledException or SocketException or ObjectDisposedException))
            {
                // The port was stopped: cancelled, or its listener closed under the accept.
                socket?.Dispose();
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors or a client gone before it was admitted: neither ends the port.
                socket?.Dispose();
                log.LogWarning(e, "accepting a client failed");
                await Task.Delay(TimeSpan.FromMilliseconds(AcceptRetryMs), node.Time);
            }
        }
    }

    private void Admit(Socket socket)
    {
        Interlocked.Increment(ref node.Statistics.ConnectionsReceived);
        if (node.Clients.Count >= node.ClientSettings.MaxClients)
        {
            Reject(socket);
            return;
        }

        try
        {
            Configure(socket);
            Run(socket, socket.RemoteEndPoint, socket.LocalEndPoint);
        }
        catch (SocketException)
        {
            // Gone before it was admitted.
            socket.Dispose();
        }
    }

    private void Run(Socket socket, EndPoint? remote, EndPoint? local)
    {
        var id = node.Clients.NextId();
        var connection = new ClientConnection(new Session(id, remote, local, node.NowMs)
        {
            IsAuthenticated = node.ClientSettings.RequirePass.Length == 0,
        });
        node.Clients.Add(connection);
        var edge = Flow.FromGraph(new RespConnectionStage(socket, _sockets!, connection, node));
        var session = Flow.FromGraph(new SessionStage(connection, node, gateway, new Random(unchecked((int)id))));
        edge.Join(session).WithAttributes(_attributes).Run(system.Materializer());
    }

    private void Reject(Socket socket)
    {
        Interlocked.Increment(ref node.Statistics.ConnectionsRejected);
        using (socket)
            socket.Send("-ERR max number of clients reached\r\n"u8, SocketFlags.None, out _);
    }

    private void Configure(Socket socket)
    {
        socket.NoDelay = true;
        var keepAlive = node.ClientSettings.TcpKeepAliveSeconds;
        if (keepAlive <= 0)
            return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, keepAlive);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, keepAlive / 3));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private void CloseListeners()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
        _listeners.Clear();
    }
}
