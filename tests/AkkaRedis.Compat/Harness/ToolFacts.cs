namespace AkkaRedis.Compat.Harness;

/// <summary>A test that needs programs the SDK does not bring; without them it is skipped and says so.</summary>
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] programs) => Skip = Tools.ReasonToSkip(programs);

    /// <summary>The test asks for what only the node has.</summary>
    public bool IsOfNode
    {
        get => false;
        set => Skip ??= value ? Tools.ReasonNotNode : null;
    }
}

/// <summary>As <see cref="ToolFactAttribute"/>, with rows.</summary>
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] programs) => Skip = Tools.ReasonToSkip(programs);

    /// <summary>The test asks for what only the node has.</summary>
    public bool IsOfNode
    {
        get => false;
        set => Skip ??= value ? Tools.ReasonNotNode : null;
    }
}

/// <summary>A test of what redis-server does not have or does otherwise on purpose.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Tools.ReasonNotNode;
}

/// <summary>As <see cref="NodeFactAttribute"/>, with rows.</summary>
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute() => Skip = Tools.ReasonNotNode;
}

internal static class Tools
{
    public static string? ReasonNotNode =>
        ServerTarget.IsRedisServer ? "asks for what only the node has; the target is redis-server" : null;

    public static string? ReasonToSkip(string[] programs)
    {
        if (ServerTarget.RequiresTools)
            return null;
        var missing = programs.Where(program => !IsOnPath(program)).ToList();
        return missing.Count == 0 ? null : $"needs {string.Join(" and ", missing)}; tests/run.sh installs it";
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
