using AkkaRedis.Node.Persistence;

namespace AkkaRedis.Tests.Journal;

/// <summary>How much a replay has on its way.</summary>
public sealed class ReplayCreditsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly ReplayCredits _credits = new(100);

    [Fact]
    public async Task It_waits_when_there_is_no_credit_and_goes_on_when_there_is()
    {
        await _credits.TakeAsync(60, Long);
        await _credits.TakeAsync(40, Long);
        var third = _credits.TakeAsync(50, Long).AsTask();
        Assert.False(third.IsCompleted);
        _credits.Release(40);
        _credits.Release(60);
        await third;
        Assert.Equal(50, _credits.OnTheirWay);
    }

    [Fact]
    public async Task What_is_longer_than_all_credit_goes_alone()
    {
        await _credits.TakeAsync(1000, Long);
        var second = _credits.TakeAsync(1, Long).AsTask();
        Assert.False(second.IsCompleted);
        _credits.Release(1000);
        await second;
    }

    [Fact]
    public async Task When_nobody_gives_back_it_ends()
    {
        await _credits.TakeAsync(100, Long);
        await Assert.ThrowsAsync<TimeoutException>(() => _credits.TakeAsync(1, TimeSpan.Zero).AsTask());
    }
}
