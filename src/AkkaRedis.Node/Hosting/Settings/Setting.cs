namespace AkkaRedis.Node.Hosting.Settings;

/// <summary>
/// One akkaredis.* key: its name, what it accepts, where its value goes and, when the command line has it too, the text of
/// its help. The option of key <c>x</c> is <c>--x</c>.
/// </summary>
internal sealed class Setting
{
    private readonly Func<NodeConfiguration, string, bool> _apply;

    private Setting(string key, string accepts, Func<NodeConfiguration, string, bool> apply)
    {
        Key = key;
        Accepts = accepts;
        _apply = apply;
    }

    /// <summary>Below "akkaredis."; named as redis.conf names it where Redis has it.</summary>
    public string Key { get; }

    public string Accepts { get; }

    /// <summary>Null when only a configuration file can set it.</summary>
    public string? OptionHelp { get; private init; }

    public static Setting Of<T>(string key, SettingType<T> type, Action<NodeConfiguration, T> apply, string? option = null) =>
        new(key, type.Accepts, (target, text) =>
        {
            if (!type.TryParse(text, out var value))
                return false;
            apply(target, value);
            return true;
        })
        {
            OptionHelp = option,
        };

    /// <summary>A setting that is a part of <see cref="NodeOptions"/>.</summary>
    public static Setting OfNode<T>(string key, SettingType<T> type, Func<NodeOptions, T, NodeOptions> with, string? option = null) =>
        Of(key, type, (target, value) => target.Node = with(target.Node, value), option);

    /// <summary>Parses the text and stores the value; false when the text is not what the setting accepts.</summary>
    public bool TryApply(NodeConfiguration target, string text) => _apply(target, text);
}
