namespace AkkaRedis.Compat.Harness;

/// <summary>
/// What the tests run against: our node, or redis-server when AKKAREDIS_TARGET=redis-server. The second proves that the tests
/// ask for what Redis does, so it must be green too.
/// </summary>
public static class ServerTarget
{
    public static bool IsRedisServer { get; } = Environment.GetEnvironmentVariable("AKKAREDIS_TARGET") switch
    {
        null or "" or "node" => false,
        "redis-server" => true,
        var other => throw new InvalidOperationException($"AKKAREDIS_TARGET is '{other}'; it may be node or redis-server"),
    };

    /// <summary>True where a missing program is a failure and not a reason to skip.</summary>
    public static bool RequiresTools { get; } = Environment.GetEnvironmentVariable("AKKAREDIS_REQUIRE_TOOLS") == "1";

    /// <summary>The folder of this test project's sources, found from where its assembly was built (bin/configuration/framework).</summary>
    public static string ProjectFolder { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));

    /// <summary>The node of the same configuration and framework as these tests.</summary>
    public static string NodeAssembly { get; } = Path.GetFullPath(Path.Combine(
        ProjectFolder, "..", "..", "src", "AkkaRedis.Node",
        Path.GetRelativePath(ProjectFolder, AppContext.BaseDirectory), "AkkaRedis.Node.dll"));

    public static string DotnetHost { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
