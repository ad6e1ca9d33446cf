using System.Runtime.Intrinsics.X86;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Brings what the next commands will read of their keys into the processor's cache. A key is three reads deep (slot, cell,
/// blob), each of which has to wait for the one before; a step is done for all keys of a group before the next step, so that
/// the processor waits for them side by side.
/// Only a hint: nothing is found out, and keys that change before their command does no harm. Without instructions for it
/// (other processors than x64) nothing is done.
/// </summary>
internal sealed unsafe class KeyPrefetch
{
    public const int MaxKeys = 12;

    /// <summary>Fewer keys are in the cache anyway.</summary>
    private const int MinKeysOfTable = 4096;
    private const int LineBytes = 64;

    private readonly KeyHash[] _hashes = new KeyHash[MaxKeys];
    private readonly KeyTable[] _tables = new KeyTable[MaxKeys];
    private int _count;

    public static bool IsSupported => Sse.IsSupported;

    public void Add(KeyTable table, ReadOnlySpan<byte> key)
    {
        if (_count == MaxKeys || table.Count < MinKeysOfTable)
            return;
        var hash = table.HashOf(key);
        Sse.Prefetch0(table.SlotAddress(hash.Slot));
        (_hashes[_count], _tables[_count]) = (hash, table);
        _count++;
    }

    /// <summary>The further steps for the keys added, which are forgotten.</summary>
    public void Fetch()
    {
        if (_count == 0)
            return;
        var cells = stackalloc ulong*[MaxKeys];
        for (var i = 0; i < _count; i++)
        {
            cells[i] = _tables[i].HomeCell(_hashes[i]);
            Sse.Prefetch0(cells[i]);
        }

        for (var i = 0; i < _count; i++)
        {
            var blob = cells[i] is null ? default : Cell.BlobOf(*cells[i]);
            Sse.Prefetch0(blob.Address);
            Sse.Prefetch0(blob.Address + LineBytes);
        }

        _count = 0;
    }
}
