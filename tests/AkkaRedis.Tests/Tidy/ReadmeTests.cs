using System.Text;
using System.Text.RegularExpressions;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting.Settings;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Tests.Tidy;

/// <summary>
/// What README.md and CHANGELOG.md can be held to: the table of commands is that of the code, settings and defaults are those
/// of hocon/reference.conf, links lead somewhere. With AKKAREDIS_REWRITE=1 the table is written anew; the diff is then read.
/// </summary>
public partial class ReadmeTests
{
    private const string Begin = "<!-- commands: written by ReadmeTests -->\n";
    private const string End = "<!-- end of commands -->";

    private static readonly string Text = Repository.Read("README.md");

    [Fact]
    public void The_table_of_commands_is_that_of_the_code()
    {
        var expected = CommandsByGroup();
        var at = Text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = Text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(at >= Begin.Length && end > at, "README.md has lost the marks around its table of commands");
        if (Text[at..end] == expected)
            return;
        if (Environment.GetEnvironmentVariable("AKKAREDIS_REWRITE") == "1")
            File.WriteAllText(Repository.FullPath("README.md"), Text[..at] + expected + Text[end..]);
        else
            Assert.Fail($"README.md: the table of commands should be as follows; AKKAREDIS_REWRITE=1 writes it\n{expected}");
    }

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

    private static string CommandsByGroup()
    {
        var text = new StringBuilder("| group | commands |\n| --- | --- |\n");
        foreach (var group in NodeCommandTable.Build().Rows.GroupBy(r => r.Group).OrderBy(g => g.Key, StringComparer.Ordinal))
            text.Append($"| {group.Key} | {string.Join(", ", group.Select(NameOf))} |\n");
        return text.ToString();
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
