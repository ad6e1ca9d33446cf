using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Tests.Protocol;

/// <summary>Finding the end of a reply, whatever it holds.</summary>
public sealed class RespScannerTests
{
    [Theory]
    [InlineData("+OK\r\n")]
    [InlineData("-ERR x\r\n")]
    [InlineData(":-12\r\n")]
    [InlineData("$-1\r\n")]
    [InlineData("$0\r\n\r\n")]
    [InlineData("$5\r\n*2\r\n:\r\n")]
    [InlineData("*-1\r\n")]
    [InlineData("*0\r\n")]
    [InlineData("*3\r\n:1\r\n*2\r\n+a\r\n$1\r\n\r\r\n_\r\n")]
    [InlineData("%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n#t\r\n")]
    [InlineData("~2\r\n,1.5\r\n(99\r\n")]
    [InlineData(">2\r\n=6\r\ntxt:\r\n\r\n!2\r\nno\r\n")]
    public void A_value_ends_where_it_ends(string value)
    {
        var bytes = Encoding.Latin1.GetBytes("+before\r\n" + value + "$1\r\nx\r\n");
        Assert.Equal(9 + value.Length, RespScanner.ValueEnd(bytes, 9));
    }

    [Fact]
    public void What_the_writer_writes_is_found_again() => Seeds.Run(500, random =>
    {
        var writer = new RespWriter { Protocol = random.Next(2, 4) };
        var ends = new List<int>();
        for (var n = random.Next(1, 10); n > 0; n--)
        {
            Write(writer, random, depth: 3);
            ends.Add(writer.Length);
        }

        var at = 0;
        foreach (var end in ends)
            Assert.Equal(end, at = RespScanner.ValueEnd(writer.WrittenSpan, at));
        writer.Release();
    });

    [Fact]
    public void A_reply_that_is_none_breaks_an_invariant()
    {
        Assert.Throws<InvariantException>(() => RespScanner.ValueEnd("+OK"u8, 0));
        Assert.Throws<InvariantException>(() => RespScanner.ReadLong("$x\r\n"u8));
    }

    private static void Write(RespWriter writer, Random random, int depth)
    {
        switch (random.Next(depth > 0 ? 9 : 6))
        {
            case 0: writer.Integer(random.NextInt64()); break;
            case 1: writer.Null(); break;
            case 2: writer.Double(random.NextDouble()); break;
            case 3: writer.Verbatim("txt"u8, "\r\n*1"u8); break;
            case 4: writer.Boolean(true); break;
            case 5: writer.Bulk(new string('$', random.Next(20))); break;
            case 6: WriteMany(writer, random, depth, random.Next(4), writer.Array); break;
            case 7: WriteMany(writer, random, depth, 2 * random.Next(3), n => writer.Map(n / 2)); break;
            default: WriteMany(writer, random, depth, random.Next(4), writer.Set); break;
        }
    }

    private static void WriteMany(RespWriter writer, Random random, int depth, int count, Action<int> header)
    {
        header(count);
        for (var i = 0; i < count; i++)
            Write(writer, random, depth - 1);
    }
}
