using System.Text.RegularExpressions;
namespace AkkaRedis.Simulation.Checkers;

/// <summary>
/// A transaction is there whole or not at all: each adds one to both of a pair of counters, one at its begin and one at its end,
/// and nothing else does.
/// </summary>
internal sealed partial class UnitsAreWhole : Checker
{
    public override void Recovered(RecoveredShard shard)
    {
        var counters = Counters().Matches(shard.Digest).ToLookup(m => m.Groups["db"].Value, m => m.Groups["value"].Value);
        foreach (var pair in counters)
            Expect(pair.Count() == 2 && pair.Distinct().Count() == 1, $"in database {pair.Key} the pair is {string.Join(" and ", pair)}");
    }

    [GeneratedRegex(@"^(?<db>\d+) \{pair\}:[ab] String -1 \$\d+\r\n(?<value>\d+)", RegexOptions.Multiline)]
    private static partial Regex Counters();
}
