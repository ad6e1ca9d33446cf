namespace AkkaRedis.Node.Monitor;

/// <summary>A command that took long: what SLOWLOG GET tells of it.</summary>
/// <param name="AtSeconds">Unix seconds.</param>
/// <param name="Arguments">Trimmed, with secrets hidden.</param>
/// <param name="ClientAddress">ip:port.</param>
public sealed record SlowLogEntry(
    long Id, long AtSeconds, long DurationUs, IReadOnlyList<byte[]> Arguments, string ClientAddress, string ClientName);
