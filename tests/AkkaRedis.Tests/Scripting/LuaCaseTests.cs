using System.Text;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Scripting;

/// <summary>
/// One-line scripts and what redis-server 7.0.15 answers to them (lua-cases.tsv): where Lua 5.1 differs from 5.4, and where
/// the sandbox ends. Line breaks and zero bytes of answers are spaces in the file.
/// </summary>
public class LuaCaseTests
{
    /// <summary>Answers that are not those of redis-server, with the reason.</summary>
    private static readonly Dictionary<string, (string Answer, string Reason)> Differences = new()
    {
        ["for i=1,10,0 do return 'looped' end return 'none'"] = (
            "ERR user_script:1: 'for' step is zero script: "
            + "2d2e667b60ddac9fc6ae6f04b4642eec2c0d3f52, on @user_script:1.", "5.4 refuses a loop that would never end"),
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Scripting", "lua-cases.tsv"), Encoding.Latin1).Skip(1))
        {
            var parts = line.Split('\t');
            cases.Add(parts[0], parts.Length > 1 ? parts[1] : "");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_script_answers_as_in_redis_server(string script, string real)
    {
        var answer = Answer(script);

        if (Differences.TryGetValue(script, out var known))
            Assert.Equal(known.Answer, answer);
        else if (real.StartsWith("function: 0x", StringComparison.Ordinal))
            Assert.StartsWith("function: 0x", answer);
        else
            Assert.Equal(real.Replace('\0', ' ').TrimEnd(), answer.TrimEnd());
    }

    [Fact]
    public void Every_known_difference_is_one_and_has_a_reason()
    {
        var real = Cases().ToDictionary(c => (string)c[0], c => (string)c[1]);

        Assert.All(Differences, d =>
        {
            Assert.NotEqual(real[d.Key], d.Value.Answer);
            Assert.NotEmpty(d.Value.Reason);
        });
    }

    private static string Answer(string script)
    {
        var reply = new ShardRig().Run("eval"u8.ToArray(), Encoding.Latin1.GetBytes(script), "0"u8.ToArray());
        var text = reply[0] switch
        {
            '$' when reply.StartsWith("$-1", StringComparison.Ordinal) => "",
            '$' => reply[(reply.IndexOf('\n', StringComparison.Ordinal) + 1)..^2],
            _ => reply[1..^2],
        };
        return text.Replace('\n', ' ').Replace('\0', ' ');
    }
}
