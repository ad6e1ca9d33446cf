using AkkaRedis.Protocol.Slots;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// Which shard holds which slot: contiguous ranges, as even as can be (sizes differ by at most one slot). Immutable.
/// </summary>
public sealed class SlotMap
{
    public const int MaxShards = 128;

    private readonly byte[] _shardOfSlot = new byte[Slot.Count];
    private readonly int[] _firstSlot;

    public SlotMap(int shards)
    {
        if (shards is < 1 or > MaxShards)
            throw new ArgumentOutOfRangeException(nameof(shards), shards, $"1 to {MaxShards}");
        _firstSlot = new int[shards + 1];
        for (var shard = 0; shard <= shards; shard++)
            _firstSlot[shard] = (int)((long)Slot.Count * shard / shards);
        for (var shard = 0; shard < shards; shard++)
            _shardOfSlot.AsSpan(_firstSlot[shard], _firstSlot[shard + 1] - _firstSlot[shard]).Fill((byte)shard);
    }

    public int ShardCount => _firstSlot.Length - 1;

    public int ShardOf(int slot) => _shardOfSlot[slot];

    public int ShardOfKey(ReadOnlySpan<byte> key) => ShardCount == 1 ? 0 : _shardOfSlot[Slot.Of(key)];

    /// <summary>First slot of a shard's range; for the number of shards itself, 16384.</summary>
    public int FirstSlotOf(int shard) => _firstSlot[shard];
}
