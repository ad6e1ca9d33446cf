using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// The saves of a node: one at a time, and what became of the last. Fields are read by INFO from any thread.
/// States: idle, saving.
/// </summary>
internal sealed class BackgroundSave(RdbSave save, Func<long> logUnits, TimeProvider time, ILogger<BackgroundSave> log)
{
    private int _isSaving;
    private long _startedAtMs;
    private Task _running = Task.CompletedTask;

    public bool IsSaving => Volatile.Read(ref _isSaving) != 0;

    /// <summary>Unix milliseconds of the end of the last save that succeeded.</summary>
    public long LastSaveAtMs { get; private set; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Units in the logs of the shards when that save began.</summary>
    public long LogUnitsSaved { get; private set; }

    public bool LastSucceeded { get; private set; } = true;

    /// <summary>Of the last save; -1 when there was none.</summary>
    public long LastDurationMs { get; private set; } = -1;

    /// <summary>How long the present one has taken; -1 when there is none.</summary>
    public long CurrentDurationMs => IsSaving ? NowMs - Volatile.Read(ref _startedAtMs) : -1;

    /// <summary>Completes with the save that is running.</summary>
    public Task Running => _running;

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins a save; false while one is running.</summary>
    public bool TryBegin()
    {
        if (Interlocked.Exchange(ref _isSaving, 1) != 0)
            return false;
        Volatile.Write(ref _startedAtMs, NowMs);
        _running = Task.Run(RunAsync);
        return true;
    }

    private async Task RunAsync()
    {
        try
        {
            var units = logUnits();
            var keys = await save.RunAsync();
            LogUnitsSaved = units;
            LastSucceeded = true;
            LastSaveAtMs = NowMs;
            log.LogInformation("{Keys} keys saved", keys);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LastSucceeded = false;
            log.LogError("the save failed: {Reason}", e.Message);
        }
        finally
        {
            LastDurationMs = NowMs - Volatile.Read(ref _startedAtMs);
            Volatile.Write(ref _isSaving, 0);
        }
    }
}
