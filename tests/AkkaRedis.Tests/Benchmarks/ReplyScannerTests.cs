using System.Text;
using AkkaRedis.Benchmarks.Load;
using CsCheck;

namespace AkkaRedis.Tests.Benchmarks;

public class ReplyScannerTests
{
    private static readonly Gen<string> Leaf = Gen.OneOf(
        "+OK\r\n", ":-12\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "$0\r\n\r\n", "$7\r\n+a\r\n$1\r\r\n",
        $"+{new string('s', 100)}\r\n", $"$300\r\n{new string('*', 300)}\r\n");

    private static readonly Gen<string> Reply = Leaf.Select(Leaf.Array[0, 4], (leaf, inner) => inner.Length switch
    {
        0 => leaf,
        1 => $"*2\r\n{leaf}*1\r\n{inner[0]}",
        _ => $"*{inner.Length}\r\n{string.Concat(inner)}",
    });

    [Fact]
    public void Replies_are_counted_however_they_are_cut() =>
        Gen.Select(Reply.Array[0, 10], Gen.Int[1, 40].Array[1, 20]).Sample((replies, cuts) =>
        {
            var scanner = new ReplyScanner();
            var bytes = Encoding.Latin1.GetBytes(string.Concat(replies)).AsSpan();
            var ends = replies.Aggregate(new List<int> { 0 }, (sums, r) => [.. sums, sums[^1] + r.Length]).Skip(1).ToList();
            var (at, counted) = (0, 0);
            for (var i = 0; at < bytes.Length; i++)
            {
                var length = Math.Min(cuts[i % cuts.Length], bytes.Length - at);
                counted += scanner.Scan(bytes.Slice(at, length));
                at += length;
                Assert.Equal(ends.Count(end => end <= at), counted);
            }

            Assert.False(scanner.IsBroken);
        });

    [Fact]
    public void Errors_are_replies_that_are_counted_once_more()
    {
        var scanner = new ReplyScanner();
        Assert.Equal(2, scanner.Scan("+OK\r\n-ERR no\r\n"u8));
        Assert.Equal(1, scanner.Errors);
    }

    [Theory]
    [InlineData("HTTP/1.1 200\r\n")]
    [InlineData("$x\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("*\r\n")]
    [InlineData(":1\r\n\r\n")]
    public void What_is_no_reply_is_noticed(string bytes)
    {
        var scanner = new ReplyScanner();
        scanner.Scan(Encoding.Latin1.GetBytes(bytes));
        Assert.True(scanner.IsBroken);
    }
}
