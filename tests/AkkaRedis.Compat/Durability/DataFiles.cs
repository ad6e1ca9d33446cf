namespace AkkaRedis.Compat.Durability;

/// <summary>The files of a server's command log and snapshots, looked at and spoiled while no server runs.</summary>
internal static class DataFiles
{
    /// <summary>Segments of a node's shard, or what redis-server appends to; the oldest first.</summary>
    public static List<string> Of(DurableOptions options, int shard = 0) => options.IsRedisServer
        ? [.. Directory.GetFiles(Path.Combine(options.Dir, "appendonlydir"), "*.incr.aof").Order(StringComparer.Ordinal)]
        : [.. Directory.GetFiles(Path.Combine(options.Dir, "journal", $"shard-{shard}"), "*.segment").Order(StringComparer.Ordinal)];

    /// <summary>Whole snapshots of a node's shard.</summary>
    public static string[] SnapshotsOf(DurableOptions options, int shard) =>
        Path.Combine(options.Dir, "snapshots", $"shard-{shard}") is var folder && Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.snap")
            : [];

    /// <summary>Where the last byte that was written ends: a file may have space that is reserved.</summary>
    public static int WrittenBytes(string file) => File.ReadAllBytes(file).AsSpan().LastIndexOfAnyExcept((byte)0) + 1;

    /// <summary>Cuts the end off, as far as <paramref name="bytes"/> before what was written last.</summary>
    public static void CutEnd(string file, int bytes)
    {
        var left = Math.Max(0, WrittenBytes(file) - bytes);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.SetLength(left);
    }

    public static void FlipBit(string file, int place, int bit)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = place;
        var old = stream.ReadByte();
        stream.Position = place;
        stream.WriteByte((byte)(old ^ (1 << bit)));
    }

    /// <summary>The same data for a server of its own.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
