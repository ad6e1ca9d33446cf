namespace AkkaRedis.Shard.Execution;

/// <summary>How a wait is ended from outside.</summary>
public enum WaitEnd
{
    /// <summary>As if its time were over (CLIENT UNBLOCK).</summary>
    Timeout,

    /// <summary>With an error (CLIENT UNBLOCK … ERROR).</summary>
    Error,

    /// <summary>The connection has ended: nobody reads the reply, and what was not executed must not be.</summary>
    Gone,
}

/// <summary>
/// Told to a primary: the blocking command in this batch of a connection is to wait no longer. One that has ended by itself
/// is not there any more, and nothing happens.
/// </summary>
public sealed record EndWait(long ConnectionId, long Sequence, WaitEnd How);
