using System.Globalization;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>Chooses the engine by the settings socket-engine and socket-threads.</summary>
internal static class SocketEngines
{
    public static ISocketEngine Create(NodeServices node) => UsesEpoll(node.Options)
        ? new EpollEngine(Threads(node.Options), node.Statistics)
        : new AsyncSocketEngine(node.Statistics);

    /// <summary>
    /// Tells the runtime, before this process makes its first socket, to complete operations on the threads that poll
    /// sockets, and how many of those to have.
    /// </summary>
    public static void PrepareProcess(NodeOptions options)
    {
        if (UsesEpoll(options))
            return;
        var count = Threads(options).ToString(CultureInfo.InvariantCulture);
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", count);
    }

    private static bool UsesEpoll(NodeOptions options) => options.SocketEngine switch
    {
        "epoll" => true,
        "dotnet" => false,
        _ => OperatingSystem.IsLinux(),
    };

    private static int Threads(NodeOptions options) =>
        options.SocketThreads > 0 ? options.SocketThreads : Math.Max(1, Environment.ProcessorCount / 2);
}
