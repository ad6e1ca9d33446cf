namespace AkkaRedis.Compat.Durability;

/// <summary>
/// Keys with the same tag, so of one shard, that a single client writes: units take effect in the order in which they are sent.
/// Keeps what was acknowledged (as the state it makes) and what was sent and not acknowledged (as units, oldest first).
///
/// After a crash the lane must be what a prefix of its units makes: all acknowledged ones, and any number of the others from the
/// oldest on. What was found is then the state from which the lane goes on.
/// </summary>
internal sealed class Lane(string tag, UnitSource units)
{
    private readonly Queue<Unit> _inFlight = [];
    private readonly LaneState _state = new();
    private long _acknowledged;

    public string Tag => tag;

    /// <summary>How many were acknowledged; others look at it while the client writes.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public int InFlight => _inFlight.Count;

    public Unit Next() => units.Next();

    public void Send(Unit unit, long nowMs)
    {
        unit.SentAtMs = nowMs;
        _inFlight.Enqueue(unit);
    }

    /// <summary>The oldest unit in flight was answered.</summary>
    /// <exception cref="DurabilityException">With something else than the twin answers.</exception>
    public void Acknowledge(string replies, long nowMs)
    {
        var unit = _inFlight.Dequeue();
        var expected = unit.RunOn(_state, nowMs);
        Interlocked.Increment(ref _acknowledged);
        if (replies != expected)
            throw new DurabilityException(
                $"lane {tag}: {Shown(unit.Request)} should be answered '{Shown(expected)}', was '{Shown(replies)}'");
    }

    /// <summary>Compares with what a server has after a crash and gives how many units in flight took effect.</summary>
    /// <param name="crashedAtMs">No unit took effect later.</param>
    /// <exception cref="DurabilityException">No prefix makes what was found.</exception>
    public int Reconcile(IReadOnlyDictionary<string, StoredValue> found, long crashedAtMs)
    {
        var inFlight = _inFlight.Count;
        var first = _state.DifferenceTo(found);
        var last = first;
        while (last is not null)
        {
            if (!_inFlight.TryDequeue(out var unit))
                throw new DurabilityException(
                    $"lane {tag}: {Acknowledged} units acknowledged, {inFlight} in flight, no prefix fits. With those acknowledged "
                    + $"{first}; with all {last}");
            unit.RunOn(_state, crashedAtMs);
            last = _state.DifferenceTo(found);
        }

        var took = inFlight - _inFlight.Count;
        _inFlight.Clear();
        return took;
    }

    private static string Shown(string text) =>
        (text.Length <= 200 ? text : $"{text[..200]}… ({text.Length})").Replace("\r\n", "|", StringComparison.Ordinal);
}

/// <summary>A server did what it must not do; says what.</summary>
public sealed class DurabilityException(string message) : Exception(message);
