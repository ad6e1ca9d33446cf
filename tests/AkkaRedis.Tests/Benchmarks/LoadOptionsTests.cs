using AkkaRedis.Benchmarks.Load;

namespace AkkaRedis.Tests.Benchmarks;

public class LoadOptionsTests
{
    [Fact]
    public void Options_are_read()
    {
        var expected = new LoadOptions { Port = 7, Rate = 1.5e4, Seconds = 0.5, Pipeline = 16, Command = "GET a" };
        var options = LoadOptions.Parse(
            ["--port", "7", "--rate", "15000", "--seconds", "0.5", "--pipeline", "16", "--command", "GET a"], out var error);
        Assert.Null(error);
        Assert.Equal(expected, options);
    }

    [Theory]
    [InlineData("--port is missing")]
    [InlineData("--rate is unknown or lacks its value", "--port", "1", "--rate")]
    [InlineData("--speed is unknown", "--port", "1", "--speed", "2")]
    [InlineData("--rate fast: a number is expected", "--port", "1", "--rate", "fast")]
    [InlineData("--rate -1: a number is expected", "--port", "1", "--rate", "-1")]
    [InlineData("numbers must be positive", "--port", "1", "--pipeline", "0")]
    public void What_cannot_be_read_is_told(string expected, params string[] args)
    {
        Assert.Null(LoadOptions.Parse(args, out var error));
        Assert.Equal(expected, error);
    }
}
