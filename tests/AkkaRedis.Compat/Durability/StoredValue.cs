namespace AkkaRedis.Compat.Durability;

/// <summary>
/// What a key holds, as a client sees it: its type, its elements (of a string one, of a hash field and value in turn), and
/// between which times it expires: the twin knows only when a command was sent and answered.
/// </summary>
internal sealed class StoredValue(string type)
{
    private const int ShownChars = 40;

    public string Type => type;

    public List<string> Items { get; init; } = [];

    public (long FromMs, long ToMs)? Expires { get; set; }

    /// <summary>Null when the other, as a server gave it, is the same value.</summary>
    public string? DifferenceTo(StoredValue other)
    {
        if (Type != other.Type)
            return $"should be a {Type}, is a {other.Type}";
        if (!InOrder().SequenceEqual(other.InOrder(), StringComparer.Ordinal))
            return $"should hold {Shown()}, holds {other.Shown()}";
        return Expires is { } window ? LifeDifference(window, other.Expires?.FromMs)
            : other.Expires is { } found ? $"should not expire, expires at {found.FromMs}"
            : null;
    }

    /// <summary>A shard looks at the wall clock once a turn, so its time may be older than that of a request that came meanwhile.</summary>
    private const int TurnMs = 100;

    private static string? LifeDifference((long FromMs, long ToMs) window, long? foundMs) =>
        foundMs >= window.FromMs - TurnMs && foundMs <= window.ToMs
            ? null
            : $"should expire between {window.FromMs} and {window.ToMs}, does at {foundMs?.ToString() ?? "no time"}";

    private IEnumerable<string> InOrder() => type switch
    {
        "hash" => Items.Chunk(2).Select(pair => $"{pair[0]}={pair[1]}").Order(StringComparer.Ordinal),
        "set" => Items.Order(StringComparer.Ordinal),
        _ => Items,
    };

    private string Shown() => $"{Items.Count} elements ending with '{Shortened(InOrder().LastOrDefault() ?? "")}'";

    private static string Shortened(string text) => text.Length <= ShownChars ? text : $"{text[..ShownChars]}… ({text.Length})";
}
