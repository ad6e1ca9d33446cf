using System.IO.Hashing;
using System.Runtime.CompilerServices;
using AkkaRedis.Protocol.Slots;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// The order of keys in a database: by slot, then by a 64-bit hash of the whole key. The top 34 bits of that hash and the
/// slot make a <b>position</b> of 48 bits: scan cursors and expiry records are positions, they outlive any resizing.
/// The seed must be the same on every member of a cluster, or cursors would mean something else on each.
/// </summary>
internal readonly record struct KeyHash(int Slot, ulong Bits)
{
    public const int PositionBits = 48;
    public const int InSlotBits = ScanCursor.InSlotBits;
    private const ulong InSlotMask = (1UL << InSlotBits) - 1;

    /// <summary>Deepest segment: its fingerprints end where positions end.</summary>
    public const int MaxDepth = InSlotBits - Cell.FingerprintBits;

    public ulong Position => (ulong)Slot << InSlotBits | Bits >> (64 - InSlotBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyHash Of(ReadOnlySpan<byte> key, long seed) =>
        new(Protocol.Slots.Slot.Of(key), XxHash3.HashToUInt64(key, seed));

    /// <summary>The lowest hash of a position.</summary>
    public static KeyHash AtPosition(ulong position) =>
        new((int)(position >> InSlotBits), (position & InSlotMask) << (64 - InSlotBits));

    /// <summary>The fingerprint of this hash in a segment whose keys share <paramref name="depth"/> bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint FingerprintAt(int depth) => (uint)(Bits << depth >> (64 - Cell.FingerprintBits));
}
