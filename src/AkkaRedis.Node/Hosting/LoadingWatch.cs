using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Monitor;
using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Hosting;

/// <summary>Tells in the log how far the loading of data is while it goes on.</summary>
internal sealed class LoadingWatch(NodeLoading loading, ShardDirectory directory, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Until the work is done, as it is done.</summary>
    public async Task UntilAsync(Task work, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await work.WaitAsync(Interval, time, cancellation);
                return;
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                Tell();
            }
        }
    }

    private void Tell()
    {
        var progress = loading.ProgressAt(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (progress.TotalBytes > 0)
            log.LogInformation(
                "loading: {Percent:F1} % of {Total}, {Seconds} s left",
                progress.Percent, InfoText.Human(progress.TotalBytes), progress.SecondsLeft);
        else if (directory.IsRecovering)
            log.LogInformation("loading: {Done} so far", InfoText.Human(progress.DoneBytes));
        else
            log.LogWarning("still waiting for shards {Missing}", string.Join(", ", directory.Missing()));
    }
}
