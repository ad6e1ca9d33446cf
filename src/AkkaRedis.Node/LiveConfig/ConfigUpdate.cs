using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>Why CONFIG SET was refused: index of the pair, and the reason; no reason means there is no such option.</summary>
public sealed record ConfigRefusal(int Pair, string? Reason);

/// <summary>
/// Sets several options together or none. First all names are looked at, then all values are checked, then all changes made,
/// in the order given; changes of one node are made one after another, since some read a setting they replace.
/// </summary>
public static class ConfigUpdate
{
    /// <summary>Null when all was set.</summary>
    public static ConfigRefusal? TryApply(NodeServices node, IReadOnlyList<(string Name, string Value)> pairs)
    {
        lock (node.ClientSettings)
        {
            var options = new List<ConfigOption>();
            if (CheckNames(pairs, options) is { } refusal)
                return refusal;
            var changes = new List<ConfigChange>();
            for (var i = 0; i < pairs.Count; i++)
            {
                var change = options[i].Check(node, pairs[i].Value);
                if (change.Error is { } error)
                    return new ConfigRefusal(i, error);
                changes.Add(change);
            }

            changes.ForEach(c => c.Apply!(node));
            return null;
        }
    }

    private static ConfigRefusal? CheckNames(IReadOnlyList<(string Name, string Value)> pairs, List<ConfigOption> options)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < pairs.Count; i++)
        {
            if (!ConfigTable.TryFind(pairs[i].Name, out var option))
                return new ConfigRefusal(i, null);
            if (option.NameError is { } error)
                return new ConfigRefusal(i, error);
            if (!seen.Add(pairs[i].Name))
                return new ConfigRefusal(i, "duplicate parameter");
            options.Add(option);
        }

        return null;
    }
}
