using System.Text;
using AkkaRedis.Protocol;

namespace AkkaRedis.Tests.Protocol;

public sealed class LongNumberTests
{
    [Theory]
    [InlineData(1_000, true)]
    [InlineData(65_536, true)]
    [InlineData(65_537, false)]
    public void A_double_may_have_many_digits(int digits, bool isDouble)
    {
        Assert.Equal(isDouble, Numbers.TryParseDouble(Encoding.ASCII.GetBytes("7".PadLeft(digits, '0')), out var value));
        Assert.Equal(isDouble ? 7 : 0, value);
    }
}
