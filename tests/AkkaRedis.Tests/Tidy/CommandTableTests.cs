using System.Text.RegularExpressions;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Tests.Tidy;

/// <summary>Every row of the command table is filled in the same way.</summary>
public partial class CommandTableTests
{
    /// <summary>As COMMAND DOCS names them.</summary>
    private static readonly HashSet<string> Groups =
    [
        "bitmap", "connection", "generic", "geo", "hash", "hyperloglog", "list", "pubsub", "scripting", "server", "set", "sorted-set",
        "stream", "string", "transactions",
    ];

    private static readonly CommandTable Table = NodeCommandTable.Build();

    [Fact]
    public void Names_are_lower_case_and_unique()
    {
        Assert.All(Table.All, row => Assert.Matches(Name(), row.Name));
        Assert.Equal(Table.All.Count, Table.All.Select(r => r.Name).Distinct().Count());
    }

    [Fact]
    public void A_subcommand_has_the_name_of_its_container_first() => Assert.All(
        Table.Rows, row => Assert.All(row.Subcommands, sub => Assert.StartsWith(row.Name + "|", sub.Name)));

    [Fact]
    public void Numbers_are_unique_and_dense() => Assert.Equal(Enumerable.Range(0, Table.All.Count), Table.All.Select(r => r.Id).Order());

    [Fact]
    public void Summaries_are_sentences() => Violations.AssertNone(
        "A summary begins with a capital and ends with a full stop",
        from row in Table.All where !Sentence().IsMatch(row.Summary) select $"{row.Name}: {row.Summary}");

    [Fact]
    public void Since_is_a_version() => Violations.AssertNone(
        "Since is the version of Redis, x.y.z",
        from row in Table.All where !Version().IsMatch(row.Since) select $"{row.Name}: {row.Since}");

    [Fact]
    public void Groups_are_those_of_Redis() => Violations.AssertNone(
        "Groups are named as by COMMAND DOCS",
        from row in Table.All where !Groups.Contains(row.Group) select $"{row.Name}: {row.Group}");

    [Fact]
    public void A_row_does_not_claim_to_read_only_and_to_write() =>
        Assert.All(Table.All, row => Assert.False(row is { IsWrite: true, IsReadOnly: true }, row.Name));

    [Fact]
    public void A_row_that_is_merged_by_key_has_keys() => Violations.AssertNone(
        "Replies are merged by key only when there are keys",
        from row in Table.All
        where row.Merge is ReplyMerge.SumByKey or ReplyMerge.ArrayByKey && !row.Keys.HasKeys
        select row.Name);

    [GeneratedRegex(@"^[a-z_]+(\|[a-z-]+)?$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Z].*[^.]\.$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^\d+\.\d+\.\d+$")]
    private static partial Regex Version();
}
