using System.Globalization;
using System.Text;
using AkkaRedis.Protocol;
using CsCheck;

namespace AkkaRedis.Tests.Protocol;

public sealed class LongDoubleTests
{
    [Theory]
    [InlineData("10.50", "0.1", "10.6")]
    [InlineData("3.0e3", "200", "3200")]
    [InlineData("10.1", "0.2", "10.3")]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("5.0", "-5", "0")]
    [InlineData("0x1.8p1", "0", "3")]
    [InlineData("-1e-20", "0", "0")]
    [InlineData("9223372036854775807", "1", "9223372036854775808")]
    [InlineData("18446744073709551615", "1", "18446744073709551616")]
    [InlineData("36893488147419103233", "0", "36893488147419103232")]
    [InlineData("1e22", "1", "10000000000000000000000")]
    [InlineData("1e-17", "0", "0.00000000000000001")]
    [InlineData("-459.256847", "0", "-459.25684699999999999")]
    public void Sums_print_as_the_server_prints_them(string a, string b, string expected) => Assert.Equal(expected, Sum(a, b));

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("0x")]
    [InlineData("0xg")]
    [InlineData("nan")]
    [InlineData("abc")]
    [InlineData("1e5000")]
    [InlineData("1e-5000")]
    [InlineData("1e99999999999999999999")]
    public void What_strtold_would_not_take_whole_is_refused(string text) =>
        Assert.False(LongDouble.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void A_text_of_5120_bytes_is_too_long()
    {
        Assert.True(LongDouble.TryParse(Encoding.ASCII.GetBytes("1".PadLeft(5119, '0')), out _));
        Assert.False(LongDouble.TryParse(Encoding.ASCII.GetBytes("1".PadLeft(5120, '0')), out _));
    }

    [Fact]
    public void Infinity_is_read_and_spreads()
    {
        Assert.True(LongDouble.TryParse("-inf"u8, out var infinity));
        Assert.False(infinity.IsFinite);
        Assert.False((infinity + default(LongDouble)).IsFinite);
        Assert.False((Parse("1.1e4932") + Parse("1.1e4932")).IsFinite);
    }

    [Fact]
    public void Integers_of_64_bits_add_exactly() =>
        Gen.Select(Gen.Long[-(1L << 62), 1L << 62], Gen.Long[-(1L << 62), 1L << 62]).Sample(
            (a, b) => Sum(Text(a), Text(b)) == Text(a + b));

    [Fact]
    public void Quarters_add_exactly() =>
        Gen.Select(Gen.Int[-99_999, 99_999], Gen.Int[-99_999, 99_999]).Sample(
            (a, b) => Sum(Text(a / 4m), Text(b / 4m)) == Text((a + b) / 4m));

    private static string Text(IFormattable number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Sum(string a, string b) => (Parse(a) + Parse(b)).ToString();

    private static LongDouble Parse(string text)
    {
        Assert.True(LongDouble.TryParse(Encoding.ASCII.GetBytes(text), out var value));
        return value;
    }
}
