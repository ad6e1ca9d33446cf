using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// The saves of a node: one at a time, and what became of the last. Fields are read by INFO from any thread.
/// States: idle, saving.
/// </summary>
/// <param name="save">Writes the file and gives the number of keys; an IOException when it cannot.</param>
/// <param name="logUnits">Units in the logs of the shards.</param>
internal sealed class BackgroundSave(Func<Task<long>> save, Func<long> logUnits, TimeProvider time, ILogger<BackgroundSave> log)
{
    private int _isSaving;
    private long _begun;
    private long _startedAtMs;
    private long _logUnitsSaved;
    private Task<bool> _running = Task.FromResult(true);

    public bool IsSaving => Volatile.Read(ref _isSaving) != 0;

    /// <summary>Unix milliseconds of the end of the last save that succeeded.</summary>
    public long LastSaveAtMs { get; private set; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Units that came into the logs of the shards since that save began; since the node has loaded its data at first.</summary>
    public long Changes => logUnits() - Volatile.Read(ref _logUnitsSaved);

    public bool LastSucceeded { get; private set; } = true;

    /// <summary>Of the last save; -1 when there was none.</summary>
    public long LastDurationMs { get; private set; } = -1;

    /// <summary>How long the present one has taken; -1 when there is none.</summary>
    public long CurrentDurationMs => IsSaving ? NowMs - Volatile.Read(ref _startedAtMs) : -1;

    /// <summary>Saves begun since the start or <see cref="ResetCount"/>.</summary>
    public long Begun => Volatile.Read(ref _begun);

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What is in the logs now was loaded and is no change.</summary>
    public void NoteLoaded() => Volatile.Write(ref _logUnitsSaved, logUnits());

    public void ResetCount() => Volatile.Write(ref _begun, 0);

    /// <summary>Begins a save; the task says whether it succeeded. Null while one is running.</summary>
    public Task<bool>? Begin()
    {
        if (Interlocked.Exchange(ref _isSaving, 1) != 0)
            return null;
        Interlocked.Increment(ref _begun);
        Volatile.Write(ref _startedAtMs, NowMs);
        var running = Task.Run(RunAsync);
        Volatile.Write(ref _running, running);
        return running;
    }

    /// <summary>Saves what there is now, after the save that is running; false when it fails.</summary>
    public async Task<bool> SaveAsync()
    {
        Task<bool>? begun;
        while ((begun = Begin()) is null)
            await Volatile.Read(ref _running);
        return await begun;
    }

    /// <summary>Begins a save when one is due by these points.</summary>
    public void BeginWhenMet(SavePoints points)
    {
        var nowMs = NowMs;
        if (points.AreMet(Changes, nowMs - LastSaveAtMs)
            && (LastSucceeded || nowMs - Volatile.Read(ref _startedAtMs) > SavePoints.RetryDelayMs))
            Begin();
    }

    private async Task<bool> RunAsync()
    {
        try
        {
            var units = logUnits();
            var keys = await save();
            Volatile.Write(ref _logUnitsSaved, units);
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

        return LastSucceeded;
    }
}
