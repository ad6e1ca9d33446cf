namespace AkkaRedis.Node.Monitor;

/// <summary>Logins with one name that failed, as ACL LOG tells them.</summary>
/// <param name="Command">The command that failed, as it was written.</param>
/// <param name="LastAtMs">Unix milliseconds of the newest.</param>
/// <param name="ClientInfo">The client of the newest, as a line of CLIENT LIST.</param>
public sealed record LoginFailure(string Command, bool IsInTransaction, string UserName, int Count, long LastAtMs, string ClientInfo);

/// <summary>
/// Logins that failed, newest first. Those alike within a minute are one entry that counts them, if it is among the newest, so
/// that somebody who guesses passwords does not push out the others. Any thread.
/// </summary>
public sealed class LoginFailures
{
    private const long GroupMs = 60_000;

    /// <summary>Entries that are looked at for one alike, as in redis-server.</summary>
    private const int GroupEntries = 10;

    private readonly Lock _lock = new();
    private readonly LinkedList<LoginFailure> _newestFirst = [];

    public void Add(LoginFailure failure, int maxLength)
    {
        lock (_lock)
        {
            var alike = _newestFirst.Take(GroupEntries).FirstOrDefault(f => IsAlike(f, failure));
            if (alike is not null)
                _newestFirst.Remove(alike);
            _newestFirst.AddFirst(failure with { Count = failure.Count + (alike?.Count ?? 0) });
            while (_newestFirst.Count > maxLength)
                _newestFirst.RemoveLast();
        }
    }

    public IReadOnlyList<LoginFailure> Newest(int count)
    {
        lock (_lock)
            return _newestFirst.Take(count).ToArray();
    }

    public void Clear()
    {
        lock (_lock)
            _newestFirst.Clear();
    }

    private static bool IsAlike(LoginFailure a, LoginFailure b) =>
        a.UserName == b.UserName && a.IsInTransaction == b.IsInTransaction && Math.Abs(a.LastAtMs - b.LastAtMs) <= GroupMs
        && a.Command.Equals(b.Command, StringComparison.Ordinal);
}
