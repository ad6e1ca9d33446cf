using System.Text.RegularExpressions;

namespace AkkaRedis.Tests.Tidy;

/// <summary>What is written in this repository speaks of the project alone, and is the same on every machine.</summary>
public partial class RepositoryTextTests
{
    [Fact]
    public void No_file_knows_a_machine() => Violations.AssertNone(
        "A path of one machine, or the host of a package feed", Matches(OfOneMachine()));

    [Fact]
    public void No_file_tells_how_it_was_written() => Violations.AssertNone(
        "Say what the code is, not how it came to be", Matches(OfItsMaking()));

    [Fact]
    public void Text_ends_with_a_line_and_has_no_tabs_or_trailing_blanks() => Violations.AssertNone(
        "One newline at the end, LF, no tabs, no blanks before a newline outside C# (whose strings may have them)",
        Repository.TextPaths.Where(p => Path.GetExtension(p) is not (".sln" or ".json" or ".txt")).SelectMany(Untidy));

    [Fact]
    public void No_merge_is_unfinished() => Violations.AssertNone("The marks of two versions", Matches(OfTwoVersions()));

    [Theory]
    [InlineData("cd /hom" + "e/someone/x")]
    [InlineData("see /roo" + "t/notes")]
    [InlineData("https://registr" + "y.example.org/x")]
    public void A_machine_is_seen(string text) => Assert.Matches(OfOneMachine(), text);

    [Theory]
    [InlineData("as issu" + "e 3 says")]
    [InlineData("in this work" + "tree")]
    [InlineData("a (#1" + "2) fix")]
    public void Its_making_is_seen(string text) => Assert.Matches(OfItsMaking(), text);

    [Theory]
    [InlineData("src/AkkaRedis.Node/Hosting")]
    [InlineData("a session of a client asks the shard")]
    [InlineData("the work/root of it")]
    public void Ordinary_text_is_let_be(string text)
    {
        Assert.DoesNotMatch(OfOneMachine(), text);
        Assert.DoesNotMatch(OfItsMaking(), text);
    }

    private static IEnumerable<string> Matches(Regex pattern) =>
        from path in Repository.TextPaths
        from line in Repository.Read(path).Split('\n').Index()
        let match = pattern.Match(line.Item)
        where match.Success
        select $"{path}:{line.Index + 1}: {match.Value}";

    private static IEnumerable<string> Untidy(string path)
    {
        var text = Repository.Read(path);
        if (text.Length > 0 && (!text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal)))
            yield return $"{path}: end of the file";
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if ((line.EndsWith(' ') && !path.EndsWith(".cs", StringComparison.Ordinal)) || line.Contains('\t') || line.Contains('\r'))
                yield return $"{path}:{index + 1}: {line.Trim()}";
        }
    }

    [GeneratedRegex("^(<{7} |>{7} |={7}$)")]
    private static partial Regex OfTwoVersions();

    [GeneratedRegex(@"(?<![\w.~})/-])/(work|root|home|Users)/|\b[A-Z]:\\\w|https?://[\w.-]*(registry|nuget|npm|artifact|mirror)")]
    private static partial Regex OfOneMachine();

    [GeneratedRegex(@"\bwor[k]tree|\bissue #?[0-9]|\(#[0-9]+\)|\blanguage mode[l]|\bAI[- ]|\bco-?pilo[t]|\bchat ?bo[t]|\bthe brie[f]\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex OfItsMaking();
}
