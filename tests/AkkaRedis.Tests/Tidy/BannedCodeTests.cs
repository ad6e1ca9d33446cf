using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AkkaRedis.Tests.Tidy;

/// <summary>What code must not do, with what to do instead.</summary>
public partial class BannedCodeTests
{
    private static readonly string[] VagueEndings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Base", "Impl"];

    [Fact]
    public void The_product_calls_nothing_banned() => Violations.AssertNone(
        "Banned in src/", Repository.SourcesBelow("src/").SelectMany(f => Find(f, Ban.InProduct)));

    [Fact]
    public void The_tests_call_nothing_banned() => Violations.AssertNone(
        "Banned in tests/", Repository.SourcesBelow("tests/").SelectMany(f => Find(f, Ban.Everywhere)));

    [Fact]
    public void Type_names_say_what_the_type_is() => Violations.AssertNone(
        $"A name that ends in {string.Join(", ", VagueEndings)} says nothing",
        from file in Repository.Sources
        from type in file.Nodes.OfType<BaseTypeDeclarationSyntax>()
        where VagueEndings.Any(e => type.Identifier.Text.EndsWith(e, StringComparison.Ordinal))
        select file.At(type.Identifier.GetLocation(), type.Identifier.Text));

    [Fact]
    public void Nothing_is_left_to_do_in_comments() => Violations.AssertNone(
        "Do it, or write it where plans are kept",
        from file in Repository.Sources
        from comment in file.Comments
        where LeftToDo().IsMatch(comment.ToString())
        select file.At(comment.GetLocation(), comment.ToString().Split('\n')[0].Trim()));

    [Fact]
    public void No_code_is_commented_out() => Violations.AssertNone(
        "Remove it: the history remembers",
        Repository.Sources.SelectMany(CommentedOutCode));

    [Fact]
    public void A_switched_off_warning_has_its_reason() => Violations.AssertNone(
        "Say why in a comment on the line or above it",
        Repository.Sources.SelectMany(SilentPragmas));

    [Fact]
    public void No_test_is_switched_off() => Violations.AssertNone(
        "Repair it or remove it",
        from file in Repository.SourcesBelow("tests/")
        from attribute in file.Nodes.OfType<AttributeSyntax>()
        where attribute.Name.ToString() is "Fact" or "Theory"
        from argument in attribute.ArgumentList?.Arguments ?? []
        where argument.NameEquals?.Name.Identifier.Text == "Skip"
        select file.At(attribute.GetLocation(), attribute.ToString()));

    [Theory]
    [InlineData("var t = DateTime.UtcNow;")]
    [InlineData("var t = System.DateTimeOffset.Now;")]
    [InlineData("var t = Environment.TickCount64;")]
    [InlineData("var t = Stopwatch.StartNew();")]
    [InlineData("Thread.Sleep(1);")]
    [InlineData("task.Wait();")]
    [InlineData("var t = task.Result;")]
    [InlineData("var t = task.GetAwaiter().GetResult();")]
    [InlineData("async void F() { }")]
    [InlineData("var r = new Random();")]
    [InlineData("Random r = new();")]
    [InlineData("var r = Random.Shared.Next();")]
    [InlineData("GC.Collect();")]
    [InlineData("Console.WriteLine();")]
    [InlineData("try { F(); } catch (IOException) { }")]
    [InlineData("try { F(); } catch (Exception e) { G(); }")]
    [InlineData("try { F(); } catch { return; }")]
    public void A_banned_call_is_seen(string code) => Assert.Single(Find(Inside(code), Ban.InProduct).Distinct());

    [Theory]
    [InlineData("var r = new Random(seed);")]
    [InlineData("Random r = new(seed);")]
    [InlineData("var t = time.GetUtcNow();")]
    [InlineData("try { F(); } catch (Exception e) { log(e); }")]
    [InlineData("try { F(); } catch { Undo(); throw; }")]
    [InlineData("try { F(); } catch (Exception e) when (e is IOException) { G(); }")]
    [InlineData("try { F(); } catch (IOException) { return; }")]
    [InlineData("""var t = "DateTime.Now"; // DateTime.Now""")]
    [InlineData("async Task F() { }")]
    public void What_is_allowed_is_not_seen(string code) => Assert.Empty(Find(Inside(code), Ban.InProduct));

    [Fact]
    public void Commented_out_code_and_silent_pragmas_are_seen()
    {
        Assert.Single(CommentedOutCode(Inside("// F(x);\n// A note; it ends with a full stop.")));
        Assert.Single(SilentPragmas(new SourceFile("A.cs", "\n#pragma warning disable CA1000\n// Why.\n#pragma warning disable CA1001")));
    }

    private static SourceFile Inside(string code) => new("A.cs", $"class C {{ void M() {{ {code}\n }} }}");

    private static IEnumerable<string> Find(SourceFile file, Ban[] bans) =>
        from node in file.Nodes
        from ban in bans
        where ban.Matches(node) && !ban.IsAllowedIn(file)
        select file.At(node.GetLocation(), $"{ban.What}: {ban.Instead}");

    private static IEnumerable<string> CommentedOutCode(SourceFile file) =>
        from comment in file.Comments
        where comment.IsKind(SyntaxKind.SingleLineCommentTrivia) && EndsAsCode().IsMatch(comment.ToString())
        select file.At(comment.GetLocation(), comment.ToString());

    private static IEnumerable<string> SilentPragmas(SourceFile file)
    {
        for (var i = 0; i < file.Lines.Length; i++)
        {
            if (!file.Lines[i].TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal))
                continue;
            if (!file.Lines[i].Contains("//", StringComparison.Ordinal)
                && !(i > 0 && file.Lines[i - 1].TrimStart().StartsWith("//", StringComparison.Ordinal)))
                yield return file.At(i + 1, file.Lines[i].Trim());
        }
    }

    [GeneratedRegex(@"\b(TOD[O]|FIXM[E]|HAC[K]|XX[X])\b")]
    private static partial Regex LeftToDo();

    [GeneratedRegex(@"[;{}]\s*$")]
    private static partial Regex EndsAsCode();
}
