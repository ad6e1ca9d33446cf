namespace AkkaRedis.Shard.Values;

/// <summary>
/// The arrays of packed lists, and a few of them that were left behind, by size, to be used again. A list that grows by and by
/// leaves an array each time, and the next list wants one just like it. Without this a growing hash makes four times as much
/// garbage as data; and an array that is old already costs the collector nothing when it is put into an old object, while each
/// new one there must be searched for at the next collection.
/// <para>
/// Kept per thread, so that nothing is locked; at most <see cref="MaxKeptBytes"/> each, which no sum counts. Sizes are multiples of
/// 8. Whoever gives an array back has the only reference to it.
/// </para>
/// </summary>
internal static class PackedArrays
{
    private const int MaxLength = 1024;
    private const int PerSize = 32;

    /// <summary>32 of each size up to 1 KB.</summary>
    public const int MaxKeptBytes = PerSize * (MaxLength / 8 + 1) * MaxLength / 2;

    [ThreadStatic]
    private static Shelf? _shelf;

    /// <summary>An array of this length, its content undefined.</summary>
    public static byte[] Take(int length)
    {
        if (length <= MaxLength && _shelf is { } shelf && shelf.Counts[length >> 3] > 0)
            return shelf.Take(length >> 3);
        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Takes an array that nobody will read or write any more.</summary>
    public static void GiveBack(byte[]? array)
    {
        if (array is null || array.Length > MaxLength)
            return;
        var shelf = _shelf ??= new Shelf();
        ref var count = ref shelf.Counts[array.Length >> 3];
        if (count < PerSize)
            shelf.Arrays[(array.Length >> 3) * PerSize + count++] = array;
    }

    private sealed class Shelf
    {
        public readonly byte[]?[] Arrays = new byte[]?[(MaxLength / 8 + 1) * PerSize];
        public readonly byte[] Counts = new byte[MaxLength / 8 + 1];

        public byte[] Take(int size)
        {
            ref var place = ref Arrays[size * PerSize + --Counts[size]];
            var array = place!;
            place = null;
            return array;
        }
    }
}
