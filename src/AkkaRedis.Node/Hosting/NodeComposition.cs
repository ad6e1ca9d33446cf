using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Cluster.Topology;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Node.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace AkkaRedis.Node.Hosting;

/// <summary>A node put together in steps, the same for the program and for a node inside a test.</summary>
internal static class NodeComposition
{
    /// <summary>The configuration, the data directory and what follows from the two.</summary>
    public static IServiceCollection AddNode(this IServiceCollection services, NodeConfiguration configuration, DataDirectory data)
    {
        services.AddSingleton(configuration);
        services.AddSingleton(data);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new ShardDirectory(configuration.Node.Shards, data.Starts));
        services.AddSingleton(sp => NodeServicesFactory.Create(
            configuration, sp.GetRequiredService<ShardDirectory>(), sp.GetRequiredService<TimeProvider>(),
            sp.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        return services;
    }

    /// <summary>What serves: the primaries and the client port.</summary>
    public static IServiceCollection AddServing(this IServiceCollection services)
    {
        services.AddSingleton<IShardPropsFactory, ShardPropsFactory>();
        services.AddSingleton<IShardGateway, ShardGateway>();
        services.AddSingleton<IClientPort, ClientPort>();
        return services;
    }

    /// <summary>The actor system: configuration, membership, shards, and the order in which it shuts down.</summary>
    public static IServiceCollection AddNodeActors(this IServiceCollection services) =>
        services.AddAkka(ClusterStart.SystemName, (akka, sp) =>
        {
            var configuration = sp.GetRequiredService<NodeConfiguration>();
            akka.AddHocon(configuration.Akka, HoconAddMode.Prepend)
                .WithStrictSerialization()
                .AddStartup((system, _) => ClusterStart.Join(system, configuration.Node));
            if (configuration.Node.HoldsData)
                akka.AddStartup((system, _) => JournalStart.Open(system, configuration))
                    .AddStartup((system, _) => TopologyStart.StartSingleton(system, TopologyJournalOf(configuration.Node)))
                    .AddStartup((system, registry) => StartRegionAsync(system, registry, sp))
                    .AddStartup((system, _) => AddShutdown(system, sp));
        });

    private static string TopologyJournalOf(NodeOptions options) =>
        options.AppendOnly ? options.JournalPlugin : TopologyStart.InMemoryJournal;

    /// <summary>Single lines on stderr, so that stdout has the READY line alone.</summary>
    public static ILoggingBuilder AddNodeLog(this ILoggingBuilder logging, NodeOptions options)
    {
        logging.SetMinimumLevel(options.LogLevel switch
        {
            "debug" => LogLevel.Debug,
            "info" => LogLevel.Information,
            "error" => LogLevel.Error,
            "none" => LogLevel.None,
            _ => LogLevel.Warning,
        });
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return logging;
    }

    private static Task StartRegionAsync(ActorSystem system, IActorRegistry registry, IServiceProvider sp) =>
        ClusterStart.StartRegionAsync(
            system, registry, sp.GetRequiredService<ShardDirectory>(), sp.GetRequiredService<IShardPropsFactory>());

    /// <summary>
    /// Clients go first: nobody new, then the replies that are owed, and only then the shards and the membership. A node that
    /// was put out of the cluster owes nothing more: its shards are about to be served elsewhere.
    /// </summary>
    private static void AddShutdown(ActorSystem system, IServiceProvider sp)
    {
        var port = sp.GetRequiredService<IClientPort>();
        var drainTimeout = TimeSpan.FromMilliseconds(sp.GetRequiredService<NodeConfiguration>().Node.DrainTimeoutMs);
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "stop-accepting", async () =>
        {
            await port.StopAcceptingAsync();
            return Akka.Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "drain-clients", async () =>
        {
            await port.DrainAsync(shutdown.ShutdownReason is CoordinatedShutdown.ClusterDowningReason ? TimeSpan.Zero : drainTimeout);
            return Akka.Done.Instance;
        });
    }
}
