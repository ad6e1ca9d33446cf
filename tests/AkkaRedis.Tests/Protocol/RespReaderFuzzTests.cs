using System.Text;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Tests.Protocol;

/// <summary>The request reader against a second, dumb parser, over valid, damaged and random bytes in random pieces.</summary>
public sealed class RespReaderFuzzTests
{
    private const string Alphabet = "*$\r\n 0123456789-+ab\"'\\x\0\t\v\u00ff";

    [Fact]
    public void Reader_and_slow_parser_agree() => Seeds.Run(12_000, random =>
    {
        var limits = random.Next(3) == 0 ? ProtocolLimits.Default : RandomLimits(random);
        var text = Stream(random);
        var slow = SlowRespParser.Parse(text, limits);
        var longest = random.Next(1, 60);
        var fast = ReaderRun.Of(text, limits, _ => random.Next(1, longest + 1));
        Assert.Equal(slow.Commands, fast.Commands);
        Assert.Equal(slow.Error, fast.Error);
        if (slow.Error is null)
            Assert.Equal(slow.Rest.Length, fast.PendingBytes);
    });

    [Fact]
    public void A_transcript_cut_at_every_position_gives_the_same_commands()
    {
        var transcript = Transcript();
        var whole = ReaderRun.AtOnce(transcript);
        Assert.Equal(SlowRespParser.Parse(transcript, ProtocolLimits.Default).Commands, whole.Commands);
        Assert.Equal(60, whole.Commands.Count);
        for (var cut = 1; cut < transcript.Length; cut++)
        {
            var first = cut;
            var run = ReaderRun.Of(transcript, ProtocolLimits.Default, left => left == transcript.Length ? first : left);
            Assert.True(
                whole.Commands.SelectMany(c => c.Append("|")).SequenceEqual(run.Commands.SelectMany(c => c.Append("|"))), $"cut at {cut}");
            Assert.Equal((null, 0), (run.Error, run.PendingBytes));
        }

        Assert.Equal(whole.Commands, ReaderRun.Of(transcript, ProtocolLimits.Default, _ => 1).Commands);
    }

    private static string Transcript()
    {
        var random = new Random(7);
        var text = new StringBuilder();
        for (var i = 0; i < 57; i++)
            text.Append(i % 4 == 3 ? $"SET key:{i} \"v \\x41\" 'it\\'s'\n" : Multibulk(random)).Append(i % 10 == 5 ? "\r\n*0\r\n" : "");
        return text.Append("PING\n\"it's\\x00\" 'a'\r\n*1\r\n$300\r\n").Append('v', 300).Append("\r\n").ToString();
    }

    private static ProtocolLimits RandomLimits(Random random) => new()
    {
        MaxBulkBytes = random.Next(5, 60),
        MaxArgs = random.Next(2, 8),
        MaxInlineBytes = random.Next(3, 40),
        MaxQueryBytes = random.Next(20, 120),
        MaxBatchCommands = random.Next(1, 6),
    };

    private static string Stream(Random random)
    {
        if (random.Next(4) == 0)
            return Random(random, random.Next(1, 60));
        var text = new StringBuilder();
        for (var n = random.Next(1, 12); n > 0; n--)
            text.Append(random.Next(3) == 0 ? Inline(random) : Multibulk(random));
        for (var n = random.Next(3) == 0 ? random.Next(1, 4) : 0; n > 0; n--)
            Damage(random, text);
        return text.ToString();
    }

    private static void Damage(Random random, StringBuilder text)
    {
        var at = random.Next(text.Length);
        var damaged = random.Next(3) switch
        {
            0 => text.Remove(at, Math.Min(random.Next(1, 4), text.Length - at)),
            1 => text.Insert(at, Random(random, random.Next(1, 4))),
            _ => text.Remove(at, text.Length - at),
        };
        if (damaged.Length == 0)
            text.Append('x');
    }

    private static string Multibulk(Random random)
    {
        var args = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Random(random, random.Next(30))).ToList();
        return $"*{args.Count}\r\n{string.Concat(args.Select(a => $"${a.Length}\r\n{a}\r\n"))}";
    }

    private static string Inline(Random random)
    {
        var words = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(5) switch
        {
            0 => $"\"{Random(random, random.Next(5)).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            1 => "'q\\'r\\n'",
            2 => "\"\\x41\\n\\\\\"",
            _ => $"w{random.Next(1000)}",
        });
        var line = string.Join(random.Next(4) == 0 ? " \t" : " ", words).Replace('\n', ' ').Replace('\\', random.Next(2) == 0 ? '\\' : '/');
        return line + (random.Next(3) == 0 ? "\n" : "\r\n");
    }

    private static string Random(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
}
