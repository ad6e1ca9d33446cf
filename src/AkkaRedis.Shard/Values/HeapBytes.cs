namespace AkkaRedis.Shard.Values;

/// <summary>What objects and arrays occupy on the 64-bit heap: header, type and length included, rounded up to 8 bytes.</summary>
internal static class HeapBytes
{
    /// <summary>Header and type of any object; its fields come on top.</summary>
    public const int Object = 16;

    private const int ArrayOverhead = 24;

    public static long OfArray(byte[]? array) => array is null ? 0 : OfArray(array.Length);

    public static long OfArray(int bytes) => Align(ArrayOverhead + (long)bytes);

    public static long OfReferences(int length) => ArrayOverhead + 8L * length;

    public static long OfInts(int length) => Align(ArrayOverhead + 4L * length);

    private static long Align(long bytes) => (bytes + 7) & ~7L;
}
