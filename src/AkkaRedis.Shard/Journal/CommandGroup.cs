namespace AkkaRedis.Shard.Journal;

/// <summary>
/// The event of a shard: units of its command log that were committed as one group. The bytes are those of the log, and the
/// offset says where in it they begin.
///
/// Who replays has only so many bytes on their way: <see cref="Release"/> says that a group was applied, or is of no interest,
/// and that its bytes may be used anew.
/// </summary>
public sealed class CommandGroup(int shard, long epoch, long offset, ReadOnlyMemory<byte> units, Action? released = null)
{
    private Action? _released = released;

    public int Shard => shard;

    public long Epoch => epoch;

    /// <summary>Offset in the command log of the first unit.</summary>
    public long Offset => offset;

    public ReadOnlyMemory<byte> Units => units;

    public long EndOffset => offset + units.Length;

    /// <summary>Gives the bytes back; more than once is as once.</summary>
    public void Release() => Interlocked.Exchange(ref _released, null)?.Invoke();
}
