using System.Globalization;

namespace AkkaRedis.Compat.Harness;

/// <summary>The ports of the line <c>READY port=… cluster-port=… node-port=… peer-port=… admin-port=…</c>.</summary>
public sealed record ReadyPorts(int Port, int ClusterPort, int NodePort, int PeerPort, int AdminPort)
{
    private const string Prefix = "READY ";

    /// <summary>Null when the line is another one; throws when it is a READY line that lacks a port.</summary>
    public static ReadyPorts? Parse(string line)
    {
        if (!line.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var ports = line[Prefix.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split('='))
            .ToDictionary(field => field[0], field => int.Parse(field[1], CultureInfo.InvariantCulture));
        return new ReadyPorts(ports["port"], ports["cluster-port"], ports["node-port"], ports["peer-port"], ports["admin-port"]);
    }
}
