using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>What became of a value given for an option: an error text, or what to do to make it hold.</summary>
public readonly record struct ConfigChange(string? Error, Action<NodeServices>? Apply)
{
    public static ConfigChange Refused(string error) => new(error, null);

    public static ConfigChange To(Action<NodeServices> apply) => new(null, apply);
}

/// <summary>
/// One option of CONFIG as data: its names, how its value is read and how a new one is checked. Checking changes nothing, so
/// that several options can be set together or not at all.
/// </summary>
public sealed class ConfigOption(string name, Func<NodeServices, string> get, Func<NodeServices, string, ConfigChange> check)
{
    public const string ImmutableError = "can't set immutable config";
    public const string ProtectedError = "can't set protected config";

    /// <summary>Lower-case name.</summary>
    public string Name { get; } = name;

    /// <summary>Other names of the same option.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Why it is never set at run time, for which it is refused before any value is looked at; null = it can be set.</summary>
    public string? NameError { get; init; }

    /// <summary>Found by its full name alone, never by a pattern.</summary>
    public bool IsHidden { get; init; }

    public string Get(NodeServices node) => get(node);

    public ConfigChange Check(NodeServices node, string value) => check(node, value);
}
