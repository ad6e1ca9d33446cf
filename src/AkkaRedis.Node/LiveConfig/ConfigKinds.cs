using System.Globalization;
using System.Text;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>The kinds of options: how the text of each is checked, with the error texts of redis-server.</summary>
internal static class ConfigKinds
{
    /// <summary>A number in an inclusive range.</summary>
    public static ConfigOption Integer(string name, int min, int max, Func<NodeServices, int> get, Action<NodeServices, int> set,
        params string[] aliases) =>
        Long(name, min, max, n => get(n), (n, value) => set(n, (int)value), aliases);

    /// <summary>The same for numbers of 64 bits.</summary>
    public static ConfigOption Long(string name, long min, long max, Func<NodeServices, long> get, Action<NodeServices, long> set,
        params string[] aliases) =>
        new(name, n => Text(get(n)), (_, text) => CheckInteger(text, min, max, set)) { Aliases = aliases };

    public static ConfigOption YesNo(string name, Func<NodeServices, bool> get, Action<NodeServices, bool> set,
        params string[] aliases) =>
        new(name, n => get(n) ? "yes" : "no", (_, text) => CheckYesNo(text, set)) { Aliases = aliases };

    /// <summary>One of some words.</summary>
    public static ConfigOption Word(string name, string[] words, Func<NodeServices, string> get, Action<NodeServices, string> set,
        params string[] aliases) =>
        new(name, get, (_, text) => CheckWord(text, words, set)) { Aliases = aliases };

    /// <summary>A number of bytes in an inclusive range, with or without a unit.</summary>
    public static ConfigOption Memory(string name, long min, long max, Func<NodeServices, long> get, Action<NodeServices, long> set,
        params string[] aliases) =>
        new(name, n => Text(get(n)), (_, text) => CheckMemory(text, min, max, set)) { Aliases = aliases };

    /// <summary>Any text.</summary>
    public static ConfigOption Text(string name, Func<NodeServices, string> get, Action<NodeServices, string> set) =>
        new(name, get, (_, text) => ConfigChange.To(n => set(n, text)));

    /// <summary>
    /// Settable in Redis, fixed here as long as the node runs: the value it has may be set again, since clients and tools do
    /// that; any other is refused.
    /// </summary>
    public static ConfigOption Fixed(string name, Func<NodeServices, string> get, params string[] aliases) =>
        new(name, get, (n, text) => CheckSame(get(n), text)) { Aliases = aliases };

    /// <summary>Given at start-up for good.</summary>
    public static ConfigOption Immutable(string name, Func<NodeServices, string> get, params string[] aliases) =>
        new(name, get, (_, _) => ConfigChange.Refused(ConfigOption.ImmutableError))
        {
            NameError = ConfigOption.ImmutableError, Aliases = aliases,
        };

    /// <summary>Settable in Redis only where a setting at its start allows it.</summary>
    public static ConfigOption Protected(string name, Func<NodeServices, string> get) =>
        new(name, get, (_, _) => ConfigChange.Refused(ConfigOption.ProtectedError)) { NameError = ConfigOption.ProtectedError };

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static ConfigChange CheckYesNo(string text, Action<NodeServices, bool> set) => text.ToLowerInvariant() switch
    {
        "yes" => ConfigChange.To(n => set(n, true)),
        "no" => ConfigChange.To(n => set(n, false)),
        _ => ConfigChange.Refused("argument must be 'yes' or 'no'"),
    };

    private static ConfigChange CheckWord(string text, string[] words, Action<NodeServices, string> set) =>
        words.FirstOrDefault(w => w.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } word
            ? ConfigChange.To(n => set(n, word))
            : ConfigChange.Refused("argument(s) must be one of the following: " + string.Join(", ", words));

    private static ConfigChange CheckInteger(string text, long min, long max, Action<NodeServices, long> set)
    {
        if (!Numbers.TryParseLong(Encoding.UTF8.GetBytes(text), out var value))
            return ConfigChange.Refused("argument couldn't be parsed into an integer");
        return value < min || value > max ? OutOfRange(min, max) : ConfigChange.To(n => set(n, value));
    }

    private static ConfigChange CheckMemory(string text, long min, long max, Action<NodeServices, long> set)
    {
        if (!MemorySize.TryParse(text, out var value))
            return ConfigChange.Refused("argument must be a memory value");
        return value < min || value > max ? OutOfRange(min, max) : ConfigChange.To(n => set(n, value));
    }

    private static ConfigChange CheckSame(string current, string text) =>
        string.Equals(current, text, StringComparison.OrdinalIgnoreCase)
            ? ConfigChange.To(static _ => { })
            : ConfigChange.Refused(ConfigOption.ImmutableError);

    private static ConfigChange OutOfRange(long min, long max) =>
        ConfigChange.Refused($"argument must be between {min} and {max} inclusive");
}
