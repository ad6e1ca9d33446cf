using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AkkaRedis.Node.Cluster.Topology;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// A node's copy of the topology of its cluster. Two forms, by the number <c>version</c> of the file:
///
/// <list type="bullet">
/// <item><c>{"version":1,"shards":5}</c>: of before there were topologies. It is read, and not written any more.</item>
/// <item><c>{"version":2,"shards":5,"topology":7,"cluster":"40 hex digits","replicas":0,"slots":[[0,0,3275],…]}</c>: version 7 of
/// the topology, with shard, first and last slot of each range.</item>
/// </list>
///
/// A version that this program does not know means that a newer one wrote the file; it is refused, not guessed at.
/// </summary>
/// <param name="Topology">Null in the first form.</param>
internal sealed record TopologyFile(int Shards, ClusterTopology? Topology = null)
{
    public const string Name = "topology.json";
    private const int OfTopology = 2;

    /// <summary>Null when there is none.</summary>
    /// <exception cref="StartupException">It is damaged or newer than this program.</exception>
    public static TopologyFile? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            var root = document.RootElement;
            var version = Number(root, "version", 1, int.MaxValue);
            if (version > OfTopology)
                throw new StartupException(
                    $"{file}: version {version} was written by a newer AkkaRedis; this one knows version {OfTopology}");
            var shards = Number(root, "shards", 1, 128);
            return new TopologyFile(shards, version == OfTopology ? TopologyOf(root, shards) : null);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new StartupException($"{file}: damaged: {e.Message}", e);
        }
    }

    public static void Write(string file, ClusterTopology topology)
    {
        var json = new JsonObject
        {
            ["version"] = OfTopology,
            ["shards"] = topology.Shards,
            ["topology"] = topology.Version,
            ["cluster"] = topology.ClusterId,
            ["replicas"] = topology.Replicas,
            ["slots"] = new JsonArray([.. topology.Slots.Select(range => new JsonArray(range.Shard, range.First, range.Last))]),
        };
        AtomicFile.Write(file, json.ToJsonString() + "\n");
    }

    private static ClusterTopology TopologyOf(JsonElement root, int shards)
    {
        var version = Number(root, "topology", 1, long.MaxValue);
        var replicas = Number(root, "replicas", 0, ClusterTopology.MaxReplicas);
        if (!root.TryGetProperty("cluster", out var cluster) || cluster.ValueKind != JsonValueKind.String)
            throw new FormatException("no text cluster");
        if (!root.TryGetProperty("slots", out var slots) || slots.ValueKind != JsonValueKind.Array)
            throw new FormatException("no list slots");
        var topology = new ClusterTopology(version, cluster.GetString()!, (int)replicas, [.. slots.EnumerateArray().Select(RangeOf)]);
        if (ClusterTopology.FaultOf(topology) is { } fault)
            throw new FormatException(fault);
        return topology.Shards == shards ? topology : throw new FormatException($"slots of {topology.Shards} shards, not {shards}");
    }

    private static SlotRange RangeOf(JsonElement range)
    {
        var numbers = new int[3];
        if (range.ValueKind != JsonValueKind.Array || range.GetArrayLength() != numbers.Length)
            throw new FormatException("a range of slots is not three numbers");
        for (var i = 0; i < numbers.Length; i++)
        {
            if (range[i].ValueKind != JsonValueKind.Number || !range[i].TryGetInt32(out numbers[i]))
                throw new FormatException("a range of slots is not three numbers");
        }

        return new SlotRange(numbers[0], numbers[1], numbers[2]);
    }

    private static int Number(JsonElement root, string name, int min, int max) => (int)Number(root, name, min, (long)max);

    private static long Number(JsonElement root, string name, long min, long max) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var property)
        && property.ValueKind == JsonValueKind.Number && property.TryGetInt64(out var value) && value >= min && value <= max
            ? value
            : throw new FormatException($"no number {name} from {min} to {max}");
}
