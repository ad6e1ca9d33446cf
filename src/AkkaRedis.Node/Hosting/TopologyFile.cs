using System.Text.Json;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// What was fixed when the cluster was formed: <c>{"version":1,"shards":5}</c>. A version number that this program does not
/// know means a newer program wrote the file; it is refused, not guessed at.
/// </summary>
internal sealed record TopologyFile(int Shards)
{
    public const string Name = "topology.json";
    private const int Version = 1;

    /// <summary>Null when there is none.</summary>
    /// <exception cref="StartupException">It is damaged or newer than this program.</exception>
    public static TopologyFile? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            var version = Number(document, "version", 1, int.MaxValue);
            if (version > Version)
                throw new StartupException($"{file}: version {version} was written by a newer AkkaRedis; this one knows version {Version}");
            return new TopologyFile(Number(document, "shards", 1, 128));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new StartupException($"{file}: damaged: {e.Message}", e);
        }
    }

    public static void Write(string file, TopologyFile topology) =>
        AtomicFile.Write(file, $$"""{"version":{{Version}},"shards":{{topology.Shards}}}""" + "\n");

    private static int Number(JsonDocument document, string name, int min, int max) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var property)
        && property.ValueKind == JsonValueKind.Number && property.TryGetInt32(out var value) && value >= min && value <= max
            ? value
            : throw new FormatException($"no number {name} from {min} to {max}");
}
