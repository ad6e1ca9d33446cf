using AkkaRedis.Node.Hosting.Settings;

namespace AkkaRedis.Tests.Tidy;

/// <summary>hocon/reference.conf has every akkaredis.* key once, with its comment.</summary>
public class ReferenceKeyTests
{
    private const string Reference = "hocon/reference.conf";

    private static readonly List<(string Key, int Line, bool HasComment)> Keys = [.. KeysOf(Repository.Read(Reference))];

    [Fact]
    public void Every_setting_stands_once() => Assert.All(
        SettingTable.Rows, row => Assert.Single(Keys, k => k.Key == "akkaredis." + row.Key));

    [Fact]
    public void Every_key_is_a_setting_or_is_read_by_Akka() => Violations.AssertNone(
        "Nobody reads it",
        from key in Keys
        where !SettingTable.Rows.Any(r => key.Key == "akkaredis." + r.Key)
            && !SettingTable.AkkaSections.Any(s => key.Key.StartsWith($"akkaredis.{s}.", StringComparison.Ordinal))
        select $"{Reference}:{key.Line}: {key.Key}");

    [Fact]
    public void Every_setting_has_a_comment_of_its_own() => Violations.AssertNone(
        "A comment stands above the key",
        from key in Keys
        where !key.HasComment && SettingTable.Rows.Any(r => key.Key == "akkaredis." + r.Key)
            && !key.Key.StartsWith("akkaredis.client-output-buffer-limit.", StringComparison.Ordinal)
        select $"{Reference}:{key.Line}: {key.Key}");

    [Fact]
    public void Keys_are_found_with_their_sections() => Assert.Equal(
        [("a.b", 3, true), ("a.c.d", 5, false)], KeysOf("a {\n  # Comment.\n  b = 1\n  c {\n    d = 2\n  }\n}\n"));

    /// <summary>A reading of the plain form that the reference keeps to: one key or brace a line.</summary>
    private static IEnumerable<(string Key, int Line, bool HasComment)> KeysOf(string text)
    {
        var sections = new Stack<string>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith('#'))
                continue;
            if (line.EndsWith('{'))
                sections.Push(line[..^1].Trim());
            else if (line == "}")
                sections.Pop();
            else if (line.Split(" = ") is [var key, _])
                yield return (string.Join('.', sections.Reverse().Append(key)), i + 1, i > 0 && lines[i - 1].TrimStart().StartsWith('#'));
        }
    }
}
