using AkkaRedis.Node.Persistence;
using AkkaRedis.Tests.Execution;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkkaRedis.Tests.Saving;

/// <summary>When saves begin, one at a time, and what is told of them.</summary>
public class BackgroundSaveTests
{
    private readonly HandClock _time = new();
    private readonly BackgroundSave _saves;
    private TaskCompletionSource<long> _file = NewFile();
    private long _logUnits;
    private int _begun;

    public BackgroundSaveTests() => _saves = new BackgroundSave(
        () =>
        {
            _begun++;
            return _file.Task;
        },
        () => _logUnits, _time, NullLogger<BackgroundSave>.Instance);

    [Fact]
    public async Task One_runs_at_a_time()
    {
        var first = _saves.Begin();
        Assert.Null(_saves.Begin());
        Assert.True(_saves.IsSaving);
        _time.Pass(3000);
        Assert.Equal(3000, _saves.CurrentDurationMs);
        _file.SetResult(7);
        Assert.True(await first!);
        Assert.Equal((false, 3000L, -1L, 1L), (_saves.IsSaving, _saves.LastDurationMs, _saves.CurrentDurationMs, _saves.Begun));
        Assert.Equal(_time.NowMs, _saves.LastSaveAtMs);
    }

    [Fact]
    public async Task Changes_count_from_the_beginning_of_the_last_save_that_succeeded()
    {
        _logUnits = 5;
        Assert.Equal(5, _saves.Changes);
        var saving = _saves.Begin();
        await Until(() => _begun == 1);
        _logUnits = 8;
        _file.SetResult(1);
        await saving!;
        Assert.Equal(3, _saves.Changes);
        _file = NewFile();
        _file.SetException(new IOException("full"));
        Assert.False(await _saves.Begin()!);
        Assert.Equal((3, false), (_saves.Changes, _saves.LastSucceeded));
    }

    [Fact]
    public void What_was_loaded_is_no_change()
    {
        _logUnits = 5;
        _saves.NoteLoaded();
        _logUnits++;
        Assert.Equal(1, _saves.Changes);
    }

    [Fact]
    public async Task Who_wants_what_there_is_now_waits_for_the_save_that_runs()
    {
        var first = _saves.Begin()!;
        await Until(() => _begun == 1);
        var second = _saves.SaveAsync();
        var file = _file;
        _file = NewFile();
        file.SetResult(1);
        Assert.True(await first);
        await Until(() => _begun == 2);
        Assert.False(second.IsCompleted);
        _file.SetException(new UnauthorizedAccessException());
        Assert.False(await second);
    }

    [Fact]
    public async Task A_point_that_is_met_begins_one_and_after_a_failure_not_at_once()
    {
        Assert.True(SavePoints.TryParse("1 1", out var points));
        _saves.BeginWhenMet(points);
        _time.Pass(2000);
        _saves.BeginWhenMet(points);
        Assert.Equal(0, _saves.Begun);
        _logUnits++;
        _file.SetException(new IOException("full"));
        _saves.BeginWhenMet(points);
        Assert.Equal(1, _saves.Begun);
        await Until(() => !_saves.IsSaving);
        _time.Pass(SavePoints.RetryDelayMs);
        _saves.BeginWhenMet(points);
        Assert.Equal(1, _saves.Begun);
        _time.Pass(1);
        _saves.BeginWhenMet(points);
        Assert.Equal(2, _saves.Begun);
    }

    private static TaskCompletionSource<long> NewFile() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
            await Task.Yield();
    }
}
