using AkkaRedis.Node.Commands;

namespace AkkaRedis.Compat.Differential;

/// <summary>Every row of COMMAND is asked by a family that knows what its arguments mean.</summary>
public sealed class CoverageTests
{
    private const int StepsOfFamily = 20_000;

    /// <summary>Rows that no family asks, each with its reason; "refused" is what the node does with all of its uses.</summary>
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["client|setinfo"] = "redis-server 7.0 does not have it",
        ["quit"] = "ends the connection",
        ["monitor"] = "what follows is no reply",
        ["acl|setuser"] = "the node has one user",
        ["bgrewriteaof"] = "refused",
        ["bgsave"] = "refused",
        ["save"] = "refused",
        ["migrate"] = "refused",
        ["psync"] = "refused",
        ["sync"] = "refused",
        ["replconf"] = "refused",
    };

    [Fact]
    public void Every_row_is_in_a_family_or_left_out_with_a_reason()
    {
        var asked = AskedRows();
        var missing = string.Join(", ", NodeCommandTable.Build().All
            .Where(row => row.Subcommands.Count == 0 && !asked.Contains(row.Name) && !LeftOut.ContainsKey(row.Name))
            .Select(row => row.Name));
        Assert.True(missing.Length == 0, missing);
    }

    [Fact]
    public void Nothing_is_left_out_that_a_family_asks() => Assert.DoesNotContain(LeftOut.Keys, AskedRows().Contains);

    private static HashSet<string> AskedRows()
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var family in CommandFamilies.OfRows)
        {
            var dice = new Dice(1);
            for (var i = 0; i < StepsOfFamily; i++)
            {
                foreach (var request in family.Next(dice).Select(step => step.Request))
                {
                    asked.Add(request[0].ToLowerInvariant());
                    if (request.Length > 1)
                        asked.Add($"{request[0]}|{request[1]}".ToLowerInvariant());
                }
            }
        }

        return asked;
    }
}
