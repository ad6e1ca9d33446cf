using System.Globalization;
using System.Text;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Tests.Protocol;

/// <summary>The request reader: error texts as redis-server 7.0.15 gives them, limits to the byte, and how much it reserves.</summary>
public sealed class RespReaderTests
{
    private static readonly ProtocolLimits Small = new() { MaxBulkBytes = 100, MaxArgs = 5, MaxInlineBytes = 20, MaxQueryBytes = 200 };

    [Theory]
    [InlineData("*\r\n", "invalid multibulk length")]
    [InlineData("*01\r\n", "invalid multibulk length")]
    [InlineData("*+1\r\n", "invalid multibulk length")]
    [InlineData("* 1\r\n", "invalid multibulk length")]
    [InlineData("*1x\r\n", "invalid multibulk length")]
    [InlineData("*99999999999999999999\r\n", "invalid multibulk length")]
    [InlineData("*1\r\n+3\r\n", "expected '$', got '+'")]
    [InlineData("*1\r\n\u00e9\r\n", "expected '$', got '\u00e9'")]
    [InlineData("*1\r\n\r\n", "expected '$', got '\r'")]
    [InlineData("*1\r\nabc\r\n", "expected '$', got 'a'")]
    [InlineData("*1\r\nabc\r", null)]
    [InlineData("*1\r\n$\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$-1\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$-0\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$04\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$4x\r\n", "invalid bulk length")]
    [InlineData("PING \"a\r\n", "unbalanced quotes in request")]
    [InlineData("PING \"a\"b\r\n", "unbalanced quotes in request")]
    [InlineData("PING 'a\r\n", "unbalanced quotes in request")]
    public void What_breaks_the_protocol_is_named(string text, string? error) =>
        Assert.Equal(error is null ? null : "Protocol error: " + error, ReaderRun.AtOnce(text).Error);

    [Theory]
    [InlineData("*1048576\r\n", null)]
    [InlineData("*1048577\r\n", "invalid multibulk length")]
    [InlineData("*1\r\n$536870912\r\n", null)]
    [InlineData("*1\r\n$536870913\r\n", "invalid bulk length")]
    public void Limits_are_those_of_redis(string text, string? error) => What_breaks_the_protocol_is_named(text, error);

    [Theory]
    [InlineData(20, 'x', "", null)]
    [InlineData(21, 'x', "", "too big inline request")]
    [InlineData(21, 'x', "\r\n", "too big inline request")]
    [InlineData(19, '1', "", null)]
    [InlineData(20, '1', "", "too big mbulk count string")]
    [InlineData(20, '1', "\r\n", "too big mbulk count string")]
    [InlineData(19, '2', "", null)]
    [InlineData(20, '2', "", "too big bulk count string")]
    [InlineData(20, '2', "\r\n", "too big bulk count string")]
    public void A_line_has_a_longest_length(int digits, char kind, string end, string? error)
    {
        var start = kind switch { '1' => "*", '2' => "*1\r\n$", _ => "" };
        var text = start + new string(kind, digits) + end;
        Assert.Equal(error is null ? null : "Protocol error: " + error, ReaderRun.AtOnce(text, Small).Error);
        Assert.Equal(error is null ? null : "Protocol error: " + error, ReaderRun.Of(text, Small, _ => 1).Error);
    }

    [Fact]
    public void One_request_has_a_greatest_size()
    {
        var fits = "*2\r\n$90\r\n" + new string('a', 90) + "\r\n$90\r\n";
        var exceeds = "*2\r\n$95\r\n" + new string('a', 95) + "\r\n$95\r\n";
        Assert.Null(ReaderRun.AtOnce(fits, Small).Error);
        Assert.Equal("Protocol error: query buffer limit exceeded", ReaderRun.AtOnce(exceeds, Small).Error);
        Assert.Equal("Protocol error: query buffer limit exceeded", ReaderRun.Of("PING\r\n" + exceeds, Small, _ => 7).Error);
    }

    [Theory]
    [InlineData("*0\r\n*-1\r\n*-99999\r\nPING\r\n")]
    [InlineData("\r\n\n\n\r\n  \t\r\nPING\n")]
    [InlineData("\v\f PING\r\r\n")]
    [InlineData("*1\r\n$4\r\nPINGxx")]
    [InlineData("*1\rx$4\rxPING\r\n")]
    public void Only_the_command_comes_out_of(string text) => Assert.Equal([["PING"]], ReaderRun.AtOnce(text).Commands);

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("a\"b\" c", "ab|c")]
    [InlineData("\"\" ''", "|")]
    [InlineData("'a\\'b' 'a\\nb' \"it's\" '\"'", "a'b|a\\nb|it's|\"")]
    [InlineData("\"\\x41\\x0a\\n\\r\\t\\b\\a\\\\\\\"\\q\\x4\"", "A\n\n\r\t\b\a\\\"qx4")]
    [InlineData("a\vb \"a\"\vb a\tb a\rb", "a\vb|a|b|a|b|a|b")]
    [InlineData("\\n\\x41", "\\n\\x41")]
    public void Inline_requests_are_split_like_a_shell_line(string line, string args) =>
        Assert.Equal(args.Split('|'), ReaderRun.AtOnce(line + "\r\n").Commands.Single());

    [Fact]
    public void A_header_of_half_a_gigabyte_reserves_little_until_bytes_come()
    {
        var run = ReaderRun.AtOnce("*2\r\n$3\r\nSET\r\n$536870912\r\nabc");
        Assert.InRange(run.MaxBufferBytes, 0, 128 * 1024);
        Assert.Equal(28, run.PendingBytes);
    }

    [Fact]
    public void A_long_argument_is_not_copied_more_often_than_the_buffer_doubles()
    {
        var text = "*1\r\n$3000000\r\n" + new string('v', 3_000_000) + "\r\n";
        var sizes = new HashSet<int>();
        using var reader = new RespReader();
        for (var at = 0; at < text.Length;)
        {
            var n = Math.Min(Math.Min(reader.Space.Length, 5000), text.Length - at);
            Encoding.Latin1.GetBytes(text.AsSpan(at, n), reader.Space.Span);
            reader.Advance(n);
            at += n;
            sizes.Add(reader.BufferBytes);
            reader.TakeBatch()?.Release();
        }

        Assert.InRange(sizes.Count, 1, 12);
        Assert.InRange(sizes.Max(), 0, 2 * 4 * 1024 * 1024);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("*0\r\n")]
    [InlineData("  \n")]
    public void Requests_without_a_command_take_no_room(string nothing)
    {
        var text = string.Concat(Enumerable.Repeat(nothing, 100_000));
        Assert.InRange(ReaderRun.Of(text, ProtocolLimits.Default, _ => 100).MaxBufferBytes, 0, 4096);
        Assert.InRange(ReaderRun.Of(text, ProtocolLimits.Default, left => left).MaxBufferBytes, 0, 128 * 1024);
    }

    [Fact]
    public void A_request_of_a_million_arguments_may_be_cut_midway()
    {
        const int Count = 1024 * 1024;
        var text = new StringBuilder($"*{Count}\r\n");
        for (var i = 0; i < Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"$1\r\n{(char)('a' + i % 26)}\r\n");
        var run = ReaderRun.Of(text.ToString(), ProtocolLimits.Default, _ => 300_000);
        Assert.Equal(Count, run.Commands.Single().Count);
        Assert.Equal("b", run.Commands[0][27]);
        var half = ReaderRun.Of(text.ToString()[..(text.Length / 2)], ProtocolLimits.Default, _ => 300_000);
        Assert.Empty(half.Commands);
        Assert.Equal(text.Length / 2, half.PendingBytes);
    }

    [Fact]
    public void Batches_are_cut_at_their_limit_and_the_rest_follows()
    {
        var text = string.Concat(Enumerable.Range(0, 25).Select(i => $"SET k {i}\r\n")) + "GET";
        var run = ReaderRun.AtOnce(text, new ProtocolLimits { MaxBatchCommands = 10 });
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"SET k {i}"), run.Commands.Select(c => string.Join(' ', c)));
        Assert.Equal(3, run.PendingBytes);
    }

    [Fact]
    public void Commands_before_an_error_come_out_and_nothing_after_it()
    {
        var run = ReaderRun.AtOnce("PING\r\n*1\r\n$4\r\nQUIT\r\n*2\r\n$1\r\na\r\n!\r\nPING\r\n");
        Assert.Equal([["PING"], ["QUIT"]], run.Commands);
        Assert.Equal("Protocol error: expected '$', got '!'", run.Error);
    }
}
