using AkkaRedis.Node.Persistence;

namespace AkkaRedis.Tests.Saving;

/// <summary>Save points, in the text of redis.conf.</summary>
public class SavePointsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("3600 1 300 100", "3600 1 300 100")]
    [InlineData("1 0", "1 0")]
    [InlineData("+1 +2", "1 2")]
    public void Are_pairs_of_seconds_and_changes(string text, string told)
    {
        Assert.True(SavePoints.TryParse(text, out var points));
        Assert.Equal((told, told.Length > 0), (points.ToString(), points.Any));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1 2 3")]
    [InlineData("a b")]
    [InlineData("0 1")]
    [InlineData("1 -1")]
    [InlineData(" 1 1")]
    [InlineData("1  1")]
    [InlineData("1 1 ")]
    [InlineData("1 99999999999")]
    public void Anything_else_is_refused(string text) => Assert.False(SavePoints.TryParse(text, out _));

    [Theory]
    [InlineData("", 1_000_000, 1_000_000_000, false)]
    [InlineData("60 2", 2, 60_000, false)]
    [InlineData("60 2", 2, 60_001, true)]
    [InlineData("60 2", 1, 1_000_000, false)]
    [InlineData("60 100 3600 1", 99, 3_600_001, true)]
    [InlineData("60 100 3600 1", 100, 60_001, true)]
    [InlineData("60 100 3600 1", 99, 60_001, false)]
    [InlineData("2147483647 0", 0, long.MaxValue, true)]
    public void One_is_met_by_enough_changes_after_enough_time(string text, long changes, long sinceSaveMs, bool isMet)
    {
        Assert.True(SavePoints.TryParse(text, out var points));
        Assert.Equal(isMet, points.AreMet(changes, sinceSaveMs));
    }
}
