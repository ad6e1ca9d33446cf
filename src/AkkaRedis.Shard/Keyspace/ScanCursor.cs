namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// A place in the order in which keys are walked: the slot in the upper bits, the place inside the slot's hash order in the
/// lower ones. 0 is the beginning and, coming back, the end.
/// </summary>
public static class ScanCursor
{
    public const int InSlotBits = 34;
    public const ulong Max = (1UL << (14 + InSlotBits)) - 1;

    public static int SlotOf(ulong cursor) => (int)(cursor >> InSlotBits);

    /// <summary>The cursor before the first key of a slot.</summary>
    public static ulong StartOf(int slot) => (ulong)slot << InSlotBits;
}
