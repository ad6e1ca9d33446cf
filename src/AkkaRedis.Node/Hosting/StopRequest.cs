namespace AkkaRedis.Node.Hosting;

/// <summary>A wish from inside the node (SHUTDOWN) that it end. Whoever runs the node ends it; once asked it stays so.</summary>
public sealed class StopRequest
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the node is to end.</summary>
    public Task WhenAsked => _asked.Task;

    public void Ask() => _asked.TrySetResult();
}
