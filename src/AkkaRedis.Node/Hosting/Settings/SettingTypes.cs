using AkkaRedis.Node.LiveConfig;
using System.Globalization;
using System.Net;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Node.Hosting.Settings;

/// <summary>The kinds of settings. Sizes are written as in redis.conf, times as in HOCON, lists with commas.</summary>
internal static class SettingTypes
{
    public static readonly SettingType<int> Port = Int(0, 65535);

    public static readonly SettingType<bool> YesNo = new("yes or no", TryYesNo);

    public static readonly SettingType<string> Text = new("a text", TryText);

    public static readonly SettingType<string> FilePath = new("a path", TryNonEmpty);

    public static readonly SettingType<long> Bytes = BytesUpTo(long.MaxValue);

    public static readonly SettingType<IReadOnlyList<string>> Addresses =
        List<string>("a list of IP addresses, localhost or *, separated by commas", TryAddress);

    public static readonly SettingType<IReadOnlyList<string>> Endpoints =
        List<string>("a list of host:port, separated by commas", TryEndpoint, mayBeEmpty: true);

    public static readonly SettingType<OutputBufferLimit> OutputLimit =
        new("a hard limit, a soft limit and soft seconds, such as '256mb 64mb 60'", TryOutputLimit);

    public static readonly SettingType<long> ClientMemory =
        new("a number of bytes such as 100mb, or a percentage of maxmemory such as 5%", ClientMemoryOption.TryParse);

    public static readonly SettingType<KeyEventClasses> KeyEvents =
        new("letters out of Ag$lshzxeKEtmdn", KeyEventLetters.TryParse);

    public static readonly SettingType<EvictionPolicy> Eviction =
        new("one of " + string.Join(", ", EvictionPolicies.Names), EvictionPolicies.TryParse);

    public static readonly SettingType<SavePoints> Saves =
        new("seconds and changes, such as '3600 1 300 100'", SavePoints.TryParse);

    public static SettingType<int> Int(int min, int max) =>
        new($"a number from {min} to {max}", (string text, out int value) => TryInt(text, min, max, out value));

    public static SettingType<long> BytesUpTo(long max, long min = 0) =>
        new("a number of bytes such as 100, 64kb, 2gb" + (max < long.MaxValue || min > 0 ? $", from {min} to {max}" : ""),
            (string text, out long value) => MemorySize.TryParse(text, out value) && value >= min && value <= max);

    /// <summary>A time of which the value is whole milliseconds.</summary>
    public static SettingType<int> Milliseconds(int min) =>
        new($"a time of at least {min}ms such as 500ms, 5s, 1m",
            (string text, out int value) => TryMilliseconds(text, out value) && value >= min);

    public static SettingType<string> Word(params string[] words) =>
        new("one of " + string.Join(", ", words), (string text, out string value) =>
        {
            value = text.ToLowerInvariant();
            return words.Contains(value);
        });

    public static SettingType<IReadOnlyList<string>> Words(params string[] words) =>
        List("a list of " + string.Join(", ", words), Word(words).TryParse);

    private static SettingType<IReadOnlyList<T>> List<T>(string accepts, SettingParser<T> element, bool mayBeEmpty = false) =>
        new(accepts, (string text, out IReadOnlyList<T> value) => TryList(text, element, out value) && (mayBeEmpty || value.Count > 0));

    private static bool TryList<T>(string text, SettingParser<T> element, out IReadOnlyList<T> value)
    {
        var list = new List<T>();
        value = list;
        foreach (var part in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!element(part, out var parsed))
                return false;
            list.Add(parsed);
        }

        return true;
    }

    private static bool TryText(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool TryNonEmpty(string text, out string value)
    {
        value = text;
        return text.Length > 0 && !text.Contains('\0');
    }

    private static bool TryYesNo(string text, out bool value)
    {
        value = text.ToLowerInvariant() is "yes" or "on" or "true";
        return value || text.ToLowerInvariant() is "no" or "off" or "false";
    }

    private static bool TryInt(string text, int min, int max, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;

    /// <summary>redis.conf units: k = 1000, kb = 1024, and so on; letter case does not matter.</summary>
    private static bool TryMilliseconds(string text, out int value)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..].Trim().ToLowerInvariant() switch { "ms" => 1, "s" => 1000, "m" => 60_000, "h" => 3_600_000, _ => 0 };
        value = 0;
        if (unit == 0 || !int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count > int.MaxValue / unit)
            return false;
        value = count * unit;
        return true;
    }

    /// <summary>An IP address; localhost and * become the addresses they stand for.</summary>
    private static bool TryAddress(string text, out string value)
    {
        value = text switch { "localhost" => "127.0.0.1", "*" => "0.0.0.0", _ => text };
        return IPAddress.TryParse(value, out _);
    }

    private static bool TryEndpoint(string text, out string value)
    {
        value = text;
        var colon = text.LastIndexOf(':');
        return colon > 0 && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown && TryInt(text[(colon + 1)..], 1, 65535, out _);
    }

    private static bool TryOutputLimit(string text, out OutputBufferLimit value)
    {
        value = new OutputBufferLimit(0, 0, 0);
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3 || !MemorySize.TryParse(parts[0], out var hard) || !MemorySize.TryParse(parts[1], out var soft)
            || !TryInt(parts[2], 0, int.MaxValue, out var seconds))
            return false;
        value = new OutputBufferLimit(hard, soft, seconds);
        return true;
    }
}
