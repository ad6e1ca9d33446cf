using System.Globalization;
using AkkaRedis.Node.Clients;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>
/// client-output-buffer-limit: groups of class, hard bytes, soft bytes and soft seconds. Classes not named keep their limits.
/// </summary>
internal static class OutputBufferOption
{
    private const int WordsPerClass = 4;

    public static readonly ConfigOption Row = new("client-output-buffer-limit", n => Format(n.ClientSettings), (_, text) => Check(text));

    private static string Format(ClientSettings s) =>
        $"normal {Format(s.NormalOutputLimit)} slave {Format(s.ReplicaOutputLimit)} pubsub {Format(s.PubSubOutputLimit)}";

    private static string Format(OutputBufferLimit limit) => $"{limit.HardBytes} {limit.SoftBytes} {limit.SoftSeconds}";

    private static ConfigChange Check(string text)
    {
        var words = text.Length == 0 ? [] : text.Split(' ');
        if (words.Length % WordsPerClass != 0)
            return ConfigChange.Refused("Wrong number of arguments in buffer limit configuration.");
        var changes = new List<Action<ClientSettings>>();
        for (var i = 0; i < words.Length; i += WordsPerClass)
        {
            if (SetterOf(words[i]) is not { } set)
                return ConfigChange.Refused("Invalid client class specified in buffer limit configuration.");
            if (!TryLimit(words.AsSpan(i + 1, WordsPerClass - 1), out var limit))
                return ConfigChange.Refused("Error in hard, soft or soft_seconds setting in buffer limit configuration.");
            changes.Add(s => set(s, limit));
        }

        return ConfigChange.To(n => changes.ForEach(change => change(n.ClientSettings)));
    }

    private static Action<ClientSettings, OutputBufferLimit>? SetterOf(string clientClass) => clientClass.ToLowerInvariant() switch
    {
        "normal" => static (s, limit) => s.NormalOutputLimit = limit,
        "slave" or "replica" => static (s, limit) => s.ReplicaOutputLimit = limit,
        "pubsub" => static (s, limit) => s.PubSubOutputLimit = limit,
        _ => null,
    };

    private static bool TryLimit(ReadOnlySpan<string> words, out OutputBufferLimit limit)
    {
        var valid = MemorySize.TryParse(words[0], out var hardBytes);
        valid &= MemorySize.TryParse(words[1], out var softBytes);
        valid &= int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var softSeconds);
        limit = new OutputBufferLimit(hardBytes, softBytes, softSeconds);
        return valid;
    }
}
