using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Tests.NodeCommands;
using Microsoft.Extensions.Logging;

namespace AkkaRedis.Tests.Hosting;

/// <summary>What the log says while data is loaded, and how the time left is reckoned.</summary>
public sealed class LoadingWatchTests : ILogger
{
    private readonly ManualTime _time = new();
    private readonly ShardDirectory _directory = new(shards: 2, starts: 1);
    private readonly NodeLoading _loading;
    private string _said = "";

    public LoadingWatchTests()
    {
        _loading = new NodeLoading(_directory);
        _loading.Begin(_time.NowMs);
    }

    [Fact]
    public void Nothing_is_said_of_what_is_done_in_time()
    {
        Assert.True(Watch(Task.CompletedTask).IsCompletedSuccessfully);
        Assert.Equal("", _said);
    }

    [Fact]
    public async Task How_far_it_is_is_told_at_an_interval()
    {
        var progress = new RecoveryProgress { TotalBytes = 4096 };
        _directory.Recovering(0, 1, progress);
        progress.Advance(1024);
        _time.NowMs += 5000;
        Assert.Equal("Information: loading: 25.0 % of 4.00K, 14 s left", await SaidAfterIntervalAsync());
    }

    [Fact]
    public async Task Without_a_total_it_is_told_how_much_was_loaded()
    {
        var progress = new RecoveryProgress();
        _directory.Recovering(0, 1, progress);
        progress.Advance(2048);
        Assert.Equal("Information: loading: 2.00K so far", await SaidAfterIntervalAsync());
    }

    [Fact]
    public async Task Shards_that_do_not_come_are_warned_of() =>
        Assert.Equal("Warning: still waiting for shards 0, 1", await SaidAfterIntervalAsync());

    [Fact]
    public async Task A_failure_is_passed_on() =>
        await Assert.ThrowsAsync<IOException>(() => Watch(Task.FromException(new IOException())));

    [Theory]
    [InlineData(1000, 500, 999, 50, 1)]
    [InlineData(1000, 499, 1000, 49.9, 1)]
    [InlineData(1000, 99, 10_000, 9.9, 90)]
    [InlineData(1000, 1001, 10_000, 100, 0)]
    [InlineData(0, 700, 10_000, 0, 0)]
    public void The_time_left_follows_from_the_bytes(long total, long done, long elapsedMs, double percent, long secondsLeft)
    {
        var progress = new LoadingProgress(total, done, elapsedMs);
        Assert.Equal((percent, secondsLeft), (Math.Round(progress.Percent, 3), progress.SecondsLeft));
    }

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _said += $"{logLevel}: {formatter(state, exception)}";

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    private Task Watch(Task work) =>
        new LoadingWatch(_loading, _directory, _time, this).UntilAsync(work, CancellationToken.None);

    private async Task<string> SaidAfterIntervalAsync()
    {
        var work = new TaskCompletionSource();
        var watch = Watch(work.Task);
        _time.FireTimers();
        while (_said.Length == 0)
            await Task.Yield();
        work.SetResult();
        await watch;
        return _said;
    }
}
