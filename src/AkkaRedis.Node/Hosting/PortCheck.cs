using System.Net;
using System.Net.Sockets;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// Can the ports be had? Looked at before anything starts, so that the answer comes at once and alone; between the look and
/// the use another process may be quicker, so who binds a port still asks <see cref="Refusal"/> for words.
/// </summary>
internal static class PortCheck
{
    /// <exception cref="StartupException">A port is in use, or an address is not one of this machine.</exception>
    public static void EnsureFree(NodeOptions options)
    {
        Probe("--node-port", options.Bind[0], options.NodePort);
        if (!options.HoldsData)
            return;
        foreach (var address in options.Bind)
            Probe("--port", address, options.Port);
    }

    public static StartupException Refusal(string option, string address, int port, SocketException e) =>
        e.SocketErrorCode == SocketError.AddressNotAvailable
            ? new StartupException($"--bind {address}: not an address of this machine", e)
            : new StartupException($"{option} {port}: cannot listen on {address}: {e.Message}", e);

    private static void Probe(string option, string address, int port)
    {
        var ip = IPAddress.Parse(address);
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(ip, port));
        }
        catch (SocketException e)
        {
            throw Refusal(option, address, port, e);
        }
    }
}
