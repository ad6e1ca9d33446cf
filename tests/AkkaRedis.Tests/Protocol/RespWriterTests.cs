using System.Text;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Tests.Protocol;

/// <summary>Replies in both protocols, to the byte.</summary>
public sealed class RespWriterTests
{
    public static TheoryData<string, string, string, Action<RespWriter>> Forms => new()
    {
        { "simple", "+x\r\n", "+x\r\n", w => w.Simple("x"u8) },
        { "ok", "+OK\r\n", "+OK\r\n", w => w.Ok() },
        { "error", "-ERR a b  c\r\n", "-ERR a b  c\r\n", w => w.Error("ERR a b\r\nc") },
        { "integer", ":0\r\n:9\r\n:10\r\n:-1\r\n", ":0\r\n:9\r\n:10\r\n:-1\r\n", w => Each(w.Integer, 0, 9, 10, -1) },
        { "long", ":-9223372036854775808\r\n", ":-9223372036854775808\r\n", w => w.Integer(long.MinValue) },
        { "bulk", "$0\r\n\r\n$3\r\na\r\n\r\n", "$0\r\n\r\n$3\r\na\r\n\r\n", w => { w.Bulk(""); w.Bulk("a\r\n"u8); } },
        { "bulk integer", "$2\r\n-7\r\n", "$2\r\n-7\r\n", w => w.BulkInteger(-7) },
        { "null", "$-1\r\n", "_\r\n", w => w.Null() },
        { "null array", "*-1\r\n", "_\r\n", w => w.NullArray() },
        { "array", "*0\r\n*12\r\n", "*0\r\n*12\r\n", w => { w.Array(0); w.Array(12); } },
        { "map", "*4\r\n", "%2\r\n", w => w.Map(2) },
        { "set", "*3\r\n", "~3\r\n", w => w.Set(3) },
        { "push", "*3\r\n", ">3\r\n", w => w.Push(3) },
        { "boolean", ":1\r\n:0\r\n", "#t\r\n#f\r\n", w => { w.Boolean(true); w.Boolean(false); } },
        { "double", "$3\r\n1.5\r\n", ",1.5\r\n", w => w.Double(1.5) },
        { "infinity", "$4\r\n-inf\r\n", ",-inf\r\n", w => w.Double(double.NegativeInfinity) },
        { "verbatim", "$3\r\na\nb\r\n", "=7\r\ntxt:a\nb\r\n", w => w.Verbatim("txt"u8, "a\nb"u8) },
        { "raw", "+a\r\n", "+a\r\n", w => w.Raw("+a\r\n"u8) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_reply_is_written_as(string name, string resp2, string resp3, Action<RespWriter> write)
    {
        Assert.Equal($"{name}: {resp2}", $"{name}: {Written(2, write)}");
        Assert.Equal($"{name}: {resp3}", $"{name}: {Written(3, write)}");
    }

    [Theory]
    [InlineData(0.1, "0.10000000000000001")]
    [InlineData(3.0, "3")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e16, "10000000000000000")]
    [InlineData(1e17, "1e+17")]
    [InlineData(123456789012345678.0, "1.2345678901234568e+17")]
    [InlineData(2251799813685248.5, "2251799813685248.5")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1.0000000000000001e-05")]
    [InlineData(1e300, "1.0000000000000001e+300")]
    [InlineData(5e-324, "4.9406564584124654e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.NaN, "nan")]
    public void A_double_has_the_text_that_redis_gives(double value, string text)
    {
        Span<byte> to = stackalloc byte[40];
        Assert.Equal(text, Encoding.ASCII.GetString(to[..RespWriter.FormatDouble(value, to)]));
    }

    [Fact]
    public void An_aggregate_gets_its_size_after_its_elements() => Seeds.Run(200, random =>
    {
        var writer = new RespWriter();
        var expected = new StringBuilder();
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var before = new string('b', random.Next(600));
            var count = random.Next(3) == 0 ? 0 : random.Next(1, 2000);
            writer.Bulk(before);
            var mark = writer.OpenAggregate();
            for (var i = 0; i < count; i++)
                writer.Integer(i);
            writer.CloseAggregate(mark, '~', count);
            expected.Append($"${before.Length}\r\n{before}\r\n~{count}\r\n")
                .AppendJoin("", Enumerable.Range(0, count).Select(i => $":{i}\r\n"));
        }

        Assert.Equal(expected.ToString(), Encoding.ASCII.GetString(writer.WrittenSpan));
        writer.Release();
    });

    [Fact]
    public void Aggregates_may_be_nested()
    {
        var text = Written(2, w =>
        {
            var outer = w.OpenAggregate();
            var inner = w.OpenAggregate();
            w.Ok();
            w.CloseAggregate(inner, '*', 1);
            w.Null();
            w.CloseAggregate(outer, '*', 2);
        });
        Assert.Equal("*2\r\n*1\r\n+OK\r\n$-1\r\n", text);
    }

    [Fact]
    public void A_long_reply_grows_and_keeps_its_content()
    {
        var text = Written(2, w =>
        {
            for (var i = 0; i < 5000; i++)
                w.Bulk(new string((char)('a' + i % 26), i % 700));
        });
        var expected = string.Concat(Enumerable.Range(0, 5000)
            .Select(i => $"${i % 700}\r\n{new string((char)('a' + i % 26), i % 700)}\r\n"));
        Assert.Equal(expected, text);
    }

    [Fact]
    public void Setting_the_length_back_drops_what_came_after()
    {
        var text = Written(2, w =>
        {
            w.Ok();
            var length = w.Length;
            w.Bulk("half a reply");
            w.Length = length;
            w.Error("ERR no"u8);
        });
        Assert.Equal("+OK\r\n-ERR no\r\n", text);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RespWriter().Length = 1);
    }

    private static void Each(Action<long> write, params long[] values) => Array.ForEach(values, write);

    private static string Written(int protocol, Action<RespWriter> write)
    {
        var writer = new RespWriter { Protocol = protocol };
        write(writer);
        var text = Encoding.Latin1.GetString(writer.WrittenSpan);
        writer.Release();
        return text;
    }
}
