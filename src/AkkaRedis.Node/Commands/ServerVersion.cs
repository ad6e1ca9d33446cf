namespace AkkaRedis.Node.Commands;

/// <summary>What clients are told the server is: they choose their commands by the version.</summary>
public static class ServerVersion
{
    /// <summary>The Redis version whose commands all answer as the real ones.</summary>
    public const string Redis = "5.0.14";

    /// <summary>AkkaRedis' own version.</summary>
    public static readonly string Own = typeof(ServerVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
