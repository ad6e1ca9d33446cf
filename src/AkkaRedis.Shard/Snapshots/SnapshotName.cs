using System.Globalization;

namespace AkkaRedis.Shard.Snapshots;

/// <summary>
/// Names of files: a shard has a folder; a snapshot is named after its offset in the log, in hex digits that sort. One that is
/// being written, of which a reign has one at a time, is named after the epoch.
/// </summary>
public static class SnapshotName
{
    private const string Ending = ".snap";
    private const string PartEnding = ".part";
    private const int Digits = 16;

    /// <summary>The folder of all shards' folders, below the node's directory.</summary>
    public const string Root = "snapshots";

    public static string FolderOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"{Root}/shard-{shard}");

    public static string Of(long logOffset) => Hex(logOffset) + Ending;

    public static string PartOf(long epoch) => Hex(epoch) + PartEnding;

    public static bool TryParse(string name, out long logOffset)
    {
        logOffset = 0;
        return name.Length == Digits + Ending.Length
            && name.EndsWith(Ending, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out logOffset)
            && logOffset >= 0;
    }

    /// <summary>Is it what a stop left of a snapshot that was being written?</summary>
    public static bool IsPart(string name) => name.EndsWith(PartEnding, StringComparison.Ordinal);

    private static string Hex(long number) => number.ToString("x16", CultureInfo.InvariantCulture);
}
