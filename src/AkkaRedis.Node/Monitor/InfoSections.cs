using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Monitor;

/// <summary>A section of INFO: its name, its heading, whether it is shown when none is asked for, and who writes it.</summary>
internal sealed record InfoSection(string Title, bool IsDefault, Action<InfoText, NodeServices> Write)
{
    public bool IsNamed(string name) => Title.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The sections of INFO in their order, and the choice among them.</summary>
internal static class InfoSections
{
    public static readonly IReadOnlyList<InfoSection> All =
    [
        new("Server", true, InfoServer.WriteServer),
        new("Clients", true, InfoServer.WriteClients),
        new("Memory", true, InfoMemory.WriteMemory),
        new("Persistence", true, InfoPersistence.Write),
        new("Stats", true, InfoStats.WriteStats),
        new("Replication", true, InfoKeyspace.WriteReplication),
        new("CPU", true, InfoServer.WriteCpu),
        new("Modules", true, static (_, _) => { }),
        new("Commandstats", false, InfoStats.WriteCommands),
        new("Errorstats", true, InfoStats.WriteErrors),
        new("Latencystats", false, LatencyReport.WriteInfo),
        new("Cluster", true, InfoKeyspace.WriteCluster),
        new("Keyspace", true, InfoKeyspace.WriteKeyspace),
        new("AkkaRedis", true, InfoShards.Write),
    ];

    /// <summary>
    /// The text for the wanted names, letter case ignored: sections, "default" (also when there is no name), "all" or
    /// "everything". Names of no section are passed over.
    /// </summary>
    public static string Write(NodeServices node, IReadOnlyCollection<string> wanted)
    {
        var text = new InfoText();
        foreach (var section in All)
        {
            if (!IsWanted(section, wanted))
                continue;
            text.Section(section.Title);
            section.Write(text, node);
        }

        return text.ToString();
    }

    private static bool IsWanted(InfoSection section, IReadOnlyCollection<string> wanted) =>
        (wanted.Count == 0 && section.IsDefault) || wanted.Any(name => Includes(name, section));

    private static bool Includes(string name, InfoSection section) => name.ToLowerInvariant() switch
    {
        "all" or "everything" => true,
        "default" => section.IsDefault,
        _ => section.IsNamed(name),
    };
}
