using Akka.Configuration;
using Akka.Dispatch;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>
/// Plugs <see cref="SocketThread"/> into an Akka dispatcher: <c>executor = "…SocketThreadExecutorConfigurator, AkkaRedis.Node"</c>.
/// </summary>
public sealed class SocketThreadExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new SocketThreadExecutor(id);

    private sealed class SocketThreadExecutor(string id) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => SocketThread.Schedule(run);

        public override void Shutdown()
        {
        }
    }
}
