using System.Text;
using System.Text.RegularExpressions;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting.Settings;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Tests.Tidy;

/// <summary>
/// What README.md and CHANGELOG.md can be held to: the tables of commands are those of the code, settings and defaults are those
/// of hocon/reference.conf, links lead somewhere. With AKKAREDIS_REWRITE=1 the tables are written anew; the diff is then read.
/// </summary>
public partial class ReadmeTests
{
    private static readonly string Text = Repository.Read("README.md");

    private static readonly Dictionary<ReplyMerge, string> Merges = new()
    {
        [ReplyMerge.SumByKey] = "each shard gets its keys; the numbers are added",
        [ReplyMerge.ArrayByKey] = "each shard gets its keys; the values are put back in the order of the keys",
        [ReplyMerge.SumAll] = "every shard; the numbers are added",
        [ReplyMerge.ConcatAll] = "every shard; the lists are joined",
        [ReplyMerge.OkAll] = "every shard; OK when all say so, else the first error",
        [ReplyMerge.SameAll] = "every shard; what all say, or the first error",
        [ReplyMerge.AllTrueAll] = "every shard; 1 where all say so",
        [ReplyMerge.Scan] = "one shard after the other; the cursor tells where the walk is",
        [ReplyMerge.FirstNonNull] = "a shard drawn by its share of the keys, then the next ones while there is no key",
    };

    [Fact]
    public void The_table_of_commands_is_that_of_the_code() => AssertBlock("commands", CommandsByGroup());

    [Fact]
    public void The_table_of_commands_that_are_split_is_that_of_the_code() => AssertBlock("split", CommandsByMerge());

    [Fact]
    public void Settings_are_told_with_their_defaults()
    {
        var reference = HoconDocument.Embedded("reference.conf").Layer;
        var told = SettingRow().Matches(Text).ToList();
        Assert.NotEmpty(told);
        foreach (var row in told)
        {
            var key = row.Groups["key"].Value;
            var setting = SettingTable.Rows.SingleOrDefault(s => s.Key == key);
            Assert.True(setting is not null, $"README.md tells of {key}, which is no setting");
            var value = reference.Find(setting) is { Length: > 0 } v ? v : "empty";
            Assert.True(value == row.Groups["value"].Value, $"README.md: the default of {key} is {value}");
            if (row.Groups["option"].Success)
                Assert.True(setting.OptionHelp is not null, $"README.md: {key} is no option of the command line");
        }
    }

    [Fact]
    public void Links_lead_to_files() => Violations.AssertNone(
        "README.md links to what is not there",
        from match in Link().Matches(Text) where !Repository.Has(match.Groups["path"].Value) select match.Value);

    [Fact]
    public void The_tour_names_every_folder_of_the_product() => Assert.All(
        Repository.SourcesBelow("src/").Select(s => s.Folder).Distinct(),
        folder => Assert.Contains(folder["src/AkkaRedis.".Length..], Text.Replace("AkkaRedis.", "", StringComparison.Ordinal)));

    [Fact]
    public void The_changelog_begins_with_what_is_not_released() =>
        Assert.StartsWith("# Changelog\n\n## Unreleased\n", Repository.Read("CHANGELOG.md"));

    /// <summary>What stands between the marks of a block must be this text.</summary>
    private static void AssertBlock(string block, string expected)
    {
        var text = Repository.Read("README.md");
        var mark = $"<!-- {block}: written by ReadmeTests -->\n";
        var at = text.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        var end = text.IndexOf($"<!-- end of {block} -->", StringComparison.Ordinal);
        Assert.True(at >= mark.Length && end >= at, $"README.md has lost the marks around its block {block}");
        if (text[at..end] == expected)
            return;
        if (Environment.GetEnvironmentVariable("AKKAREDIS_REWRITE") == "1")
            File.WriteAllText(Repository.FullPath("README.md"), text[..at] + expected + text[end..]);
        else
            Assert.Fail($"README.md: the block {block} should be as follows; AKKAREDIS_REWRITE=1 writes it\n{expected}");
    }

    private static string CommandsByMerge()
    {
        var text = new StringBuilder("\n| commands | how they are divided and their replies made one |\n| --- | --- |\n");
        var split = NodeCommandTable.Build().All.Where(r => r.Merge != ReplyMerge.None);
        foreach (var merge in split.GroupBy(r => r.Merge).OrderBy(g => g.Key))
            text.Append($"| {string.Join(", ", merge.Select(NameOf))} | {Merges[merge.Key]} |\n");
        return text.Append('\n').ToString();
    }

    private static string CommandsByGroup()
    {
        var text = new StringBuilder("\n| group | commands |\n| --- | --- |\n");
        foreach (var group in NodeCommandTable.Build().Rows.GroupBy(r => r.Group).OrderBy(g => g.Key, StringComparer.Ordinal))
            text.Append($"| {group.Key} | {string.Join(", ", group.Select(NameOf))} |\n");
        return text.Append('\n').ToString();
    }

    /// <summary>A container with its subcommands: CLIENT (GETNAME, ID).</summary>
    private static string NameOf(CommandRow row)
    {
        var subcommands = row.Subcommands.Select(s => s.Name[(row.Name.Length + 1)..].ToUpperInvariant()).Order(StringComparer.Ordinal);
        return row.Name.ToUpperInvariant() + (row.Subcommands.Count > 0 ? $" ({string.Join(", ", subcommands)})" : "");
    }

    /// <summary>A row of a table that begins with a key or an option and its default, both as code.</summary>
    [GeneratedRegex(@"^\| `(?<option>--)?(?<key>[a-z][a-z.-]+)` \| `?(?<value>[^`|]+?)`? \|", RegexOptions.Multiline)]
    private static partial Regex SettingRow();

    [GeneratedRegex(@"\]\((?<path>[^)#:]+)\)")]
    private static partial Regex Link();
}
