using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>notify-keyspace-events: letters of event classes and of where they are told; empty = none.</summary>
internal static class KeyEventsOption
{
    public static readonly ConfigOption Row = new(
        "notify-keyspace-events", n => KeyEventLetters.Format(n.ShardSettings.KeyEvents), (_, text) => Check(text));

    private static ConfigChange Check(string text) =>
        KeyEventLetters.TryParse(text, out var classes)
            ? ConfigChange.To(n => n.ShardSettings.KeyEvents = classes)
            : ConfigChange.Refused("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
}
