using System.Globalization;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>maxmemory-clients: a size, or a percentage of maxmemory, which is held as a negative number.</summary>
internal static class ClientMemoryOption
{
    private const int MaxPercent = 100;

    public static readonly ConfigOption Row = new(
        "maxmemory-clients", n => Format(n.ClientSettings.MaxMemoryClients), (_, text) => Check(text));

    public static bool TryParse(string text, out long value)
    {
        if (!text.EndsWith('%'))
            return MemorySize.TryParse(text, out value);
        var isNumber = int.TryParse(text.AsSpan()[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent);
        value = -percent;
        return isNumber && percent <= MaxPercent;
    }

    private static string Format(long value) => value < 0 ? $"{-value}%" : ConfigKinds.Text(value);

    private static ConfigChange Check(string text)
    {
        if (TryParse(text, out var value))
            return ConfigChange.To(n => n.ClientSettings.MaxMemoryClients = value);
        return value < -MaxPercent
            ? ConfigChange.Refused($"percentage argument must be less or equal to {MaxPercent}")
            : ConfigChange.Refused("argument must be a memory or percent value");
    }
}
