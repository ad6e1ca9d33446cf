using System.Net.Sockets;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaRedis.Node.Hosting;

/// <summary>Creates the actor system, which binds the port of remoting, and says so when that port cannot be had.</summary>
internal static class RemotingStart
{
    /// <exception cref="StartupException">The port is in use or the address is not ours.</exception>
    public static void Create(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<ActorSystem>();
        }
        catch (Exception e) when (BindFailure(e) is { } failure)
        {
            var options = services.GetRequiredService<NodeConfiguration>().Node;
            throw PortCheck.Refusal("--node-port", options.Bind[0], options.NodePort, failure);
        }
    }

    private static SocketException? BindFailure(Exception? e) => e switch
    {
        null => null,
        SocketException socket => socket,
        AggregateException many => many.InnerExceptions.Select(BindFailure).FirstOrDefault(s => s is not null),
        _ => BindFailure(e.InnerException),
    };
}
