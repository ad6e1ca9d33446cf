using System.Net;
using Akka.Configuration;
using AkkaRedis.Node.Hosting.Settings;
using AkkaRedis.Node.Persistence;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// Makes a node's configuration of its sources, strongest first: single values (the command line), a HOCON file,
/// hocon/reference.conf. The actor system gets what follows from the options, then the file, then the cluster profile, then
/// hocon/akka.conf.
/// </summary>
public static class NodeConfigurationFactory
{
    /// <summary>From values by akkaredis key, and a HOCON file where there is one.</summary>
    /// <exception cref="StartupException">Something in the sources is wrong.</exception>
    public static NodeConfiguration Create(IReadOnlyDictionary<string, string> values, string? file = null)
    {
        var unknown = values.Keys.Except(SettingTable.Rows.Select(r => r.Key)).FirstOrDefault();
        if (unknown is not null)
            throw new StartupException($"unknown key '{unknown}'");
        return Create(new SettingLayer(s => values.GetValueOrDefault(s.Key), s => "akkaredis." + s.Key), file);
    }

    internal static NodeConfiguration Create(SettingLayer values, string? file)
    {
        var given = file is null ? HoconDocument.Parse("", "") : HoconDocument.Load(file);
        var reference = HoconDocument.Embedded("reference.conf");
        var configuration = SettingBinder.Bind(values, given.Layer, reference.Layer);

        var shards = SettingTable.Rows.Single(r => r.Key == "shards");
        configuration.Node = configuration.Node with { ShardsGiven = (values.Find(shards) ?? given.Layer.Find(shards)) is not null };
        configuration.Akka = Derived(configuration.Node)
            .WithFallback(given.Config)
            .WithFallback(HoconDocument.Embedded($"profile-{configuration.Node.Profile}.conf").Config)
            .WithFallback(HoconDocument.Embedded("akka.conf").Config)
            .WithFallback(HoconDocument.Embedded("journal.conf").Config)
            .WithFallback(reference.Config);
        return configuration;
    }

    /// <summary>What the options say about the actor system.</summary>
    private static Config Derived(NodeOptions options)
    {
        var host = options.Bind[0];
        var announced = options.AnnounceHost.Length > 0 ? options.AnnounceHost
            : IPAddress.Parse(host) is var ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)) ? Dns.GetHostName()
            : host;
        return ConfigurationFactory.ParseString(
            $$"""
            akka {
              loglevel = {{AkkaLogLevel(options.LogLevel)}}
              remote.dot-netty.tcp {
                hostname = "{{host}}"
                public-hostname = "{{announced}}"
                port = {{options.NodePort}}
              }
              cluster.roles = [{{string.Join(", ", options.Roles)}}]
              persistence.journal.segments {
                dir = "{{PathInHocon(Path.Combine(options.Dir, JournalDirectory.FolderName))}}"
                fsync = {{options.AppendFsync}}
                plugin-dispatcher = akkaredis.shard-dispatcher
              }
              coordinated-shutdown.phases.service-requests-done.timeout = {{options.DrainTimeoutMs + 1000}}ms
            }
            """);
    }

    private static string PathInHocon(string path) => Path.GetFullPath(path).Replace("\\", "\\\\").Replace("\"", "\\\"");

    private static string AkkaLogLevel(string level) => level == "none" ? "OFF" : level.ToUpperInvariant();
}
