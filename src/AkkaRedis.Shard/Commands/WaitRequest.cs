using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// What a blocking command that found nothing waits for: that one of so many keys, from the argument
/// <paramref name="FirstKeyArg"/> on, holds a value of this kind.
/// </summary>
/// <param name="Kind">Values of other kinds do not end the wait.</param>
/// <param name="FirstKeyArg">Index of the first of the keys.</param>
/// <param name="KeyCount">Keys, one behind the other.</param>
/// <param name="TimeoutMs">0 = for ever.</param>
public readonly record struct WaitRequest(ValueKind Kind, int FirstKeyArg, int KeyCount, long TimeoutMs)
{
    /// <summary>What the command found out when it came, for when it is run again (see <see cref="ReadContext.WaitState"/>).</summary>
    public object? State { get; init; }

    /// <summary>Is the command also run again, to say so, when a key is gone or holds another kind?</summary>
    public bool EndsWithKey { get; init; }
}
