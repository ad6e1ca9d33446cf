using AkkaRedis.Node.Monitor;

namespace AkkaRedis.Tests.NodeCommands;

public class RateSamplerTests
{
    private readonly RateSampler _sampler = new();

    [Fact]
    public void The_first_sample_is_no_rate()
    {
        _sampler.Add(1_000_000, 5);

        Assert.Equal(0, _sampler.PerSecond);
    }

    [Fact]
    public void A_steady_count_is_told_when_the_ring_is_full()
    {
        for (var i = 0; i <= RateSampler.Samples; i++)
            _sampler.Add(i * 30, i * 100);

        Assert.Equal(300, _sampler.PerSecond, 6);
    }

    [Fact]
    public void Each_interval_counts_by_its_own_length()
    {
        _sampler.Add(0, 0);
        _sampler.Add(100, 50);
        _sampler.Add(100, 5_000);

        Assert.Equal(2000.0 / RateSampler.Samples, _sampler.PerSecond, 6);
    }

    [Fact]
    public void Old_samples_fall_out()
    {
        for (var i = 0; i <= RateSampler.Samples; i++)
            _sampler.Add(i * 1000, i * 100);
        for (var i = RateSampler.Samples + 1; i <= 2 * RateSampler.Samples; i++)
            _sampler.Add(RateSampler.Samples * 1000, i * 100);

        Assert.Equal(0, _sampler.PerSecond, 6);
    }

    [Fact]
    public void A_reset_count_begins_again_and_a_standing_clock_is_passed_over()
    {
        _sampler.Add(5000, 0);
        _sampler.Add(10, 100);
        _sampler.Add(999_999, 100);
        _sampler.Add(20, 200);

        Assert.Equal(100.0 / RateSampler.Samples, _sampler.PerSecond, 6);
    }
}
