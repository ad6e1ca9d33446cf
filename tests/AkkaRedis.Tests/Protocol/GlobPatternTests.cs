using System.Text;
using AkkaRedis.Protocol;
using CsCheck;

namespace AkkaRedis.Tests.Protocol;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("**", "anything", true)]
    [InlineData("h?llo", "hello", true)]
    [InlineData("h?llo", "hllo", false)]
    [InlineData("h*llo", "heeeello", true)]
    [InlineData("h*llo", "hllo", true)]
    [InlineData("h*llo", "hellox", false)]
    [InlineData("h[ae]llo", "hallo", true)]
    [InlineData("h[ae]llo", "hillo", false)]
    [InlineData("h[^e]llo", "hbllo", true)]
    [InlineData("h[^e]llo", "hello", false)]
    [InlineData("h[a-c]llo", "hbllo", true)]
    [InlineData("h[c-a]llo", "hbllo", true)]
    [InlineData("h[a-c]llo", "hdllo", false)]
    [InlineData("[!a]", "!", true)]
    [InlineData("[!a]", "b", false)]
    [InlineData(@"\*", "*", true)]
    [InlineData(@"\*", "x", false)]
    [InlineData(@"[\]]", "]", true)]
    [InlineData(@"a\", @"a\", true)]
    [InlineData("abc", "ABC", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a", "", false)]
    public void Patterns_match_as_documented(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Match(pattern, text));

    [Theory]
    [InlineData("*", "", false)]
    [InlineData("[ab", "b", true)]
    [InlineData("[ab", "bc", false)]
    [InlineData("[^", "x", true)]
    [InlineData("[", "[", false)]
    [InlineData("[]", "]", false)]
    [InlineData("[a-]", "b", false)]
    [InlineData("[a-]", "]", true)]
    [InlineData("[a-]", "_", true)]
    [InlineData("[\u0001-\u00ff]", "\u00ff", true)]
    [InlineData("[\u0001-\u00ff]", "a", false)]
    public void Corners_are_those_of_redis(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Match(pattern, text));

    [Theory]
    [InlineData(1000, "", true)]
    [InlineData(1000, "**", true)]
    [InlineData(1001, "", false)]
    [InlineData(50_000, "", false)]
    public void A_pattern_with_more_than_a_thousand_stars_before_its_end_matches_nothing(int stars, string end, bool expected) =>
        Assert.Equal(expected, Match(string.Concat(Enumerable.Repeat("*?", stars)) + end, new string('a', 50_000)));

    [Theory]
    [InlineData("MAX*", "maxmemory", true)]
    [InlineData("[A-C]x", "bX", true)]
    [InlineData("[^A]", "a", false)]
    [InlineData("MAX*", "minmemory", false)]
    public void Letter_case_can_be_ignored(string pattern, string text, bool expected) =>
        Assert.Equal(expected, GlobPattern.IsMatch(Bytes(pattern), Bytes(text), ignoreCase: true));

    [Fact]
    public void Many_stars_over_a_long_text_do_not_explode()
    {
        var pattern = string.Concat(Enumerable.Repeat("a*", 100)) + "b";
        Assert.False(Match(pattern, new string('a', 10_000)));
    }

    [Fact]
    public void Any_pattern_matches_what_a_naive_matcher_matches()
    {
        var pattern = Gen.Char["ab*?[]^-\\\u00ff"].Array[0, 9].Select(c => new string(c));
        var text = Gen.Char["ab[]-\u00ff"].Array[0, 7].Select(c => new string(c));
        Gen.Select(pattern, text).Sample((p, t) => NaiveGlob.Match(p, t) == Match(p, t), iter: 30_000);
    }

    private static bool Match(string pattern, string text) => GlobPattern.IsMatch(Bytes(pattern), Bytes(text));

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The pattern first taken apart into sets of bytes and stars, then tried in every possible way.</summary>
    private static class NaiveGlob
    {
        public static bool Match(string pattern, string text) =>
            text.Length == 0 ? pattern.Length == 0 : Match(Elements(pattern), text);

        private static bool Match(IReadOnlyList<Func<char, bool>?> elements, string text)
        {
            if (elements.Count == 0)
                return text.Length == 0;
            var rest = elements.Skip(1).ToList();
            if (elements[0] is { } accepts)
                return text.Length > 0 && accepts(text[0]) && Match(rest, text[1..]);
            return Enumerable.Range(0, text.Length + 1).Any(taken => Match(rest, text[taken..]));
        }

        private static List<Func<char, bool>?> Elements(string pattern)
        {
            var elements = new List<Func<char, bool>?>();
            var left = new Queue<char>(pattern);
            while (left.TryDequeue(out var c))
            {
                var escaped = c == '\\' && left.Count > 0 ? left.Dequeue() : c;
                elements.Add(c switch
                {
                    '*' => null,
                    '?' => _ => true,
                    '[' => ClassOf(left),
                    _ => x => x == escaped,
                });
            }

            return elements;
        }

        private static Func<char, bool> ClassOf(Queue<char> left)
        {
            var negated = left.TryPeek(out var first) && first == '^';
            if (negated)
                left.Dequeue();
            var accepted = new HashSet<char>();
            while (left.TryDequeue(out var c) && c != ']')
            {
                if (c == '\\' && left.Count > 0)
                    accepted.Add(left.Dequeue());
                else if (left.Count >= 2 && left.Peek() == '-')
                    accepted.UnionWith(RangeOf(c, left.Skip(1).First(), left));
                else
                    accepted.Add(c);
            }

            return x => accepted.Contains(x) != negated;
        }

        private static IEnumerable<char> RangeOf(char first, char last, Queue<char> left)
        {
            left.Dequeue();
            left.Dequeue();
            int a = (sbyte)first, b = (sbyte)last;
            for (var i = Math.Min(a, b); i <= Math.Max(a, b); i++)
                yield return (char)(byte)i;
        }
    }
}
