using System.Globalization;
using System.Text;

namespace AkkaRedis.Shard.Journal;

/// <summary>
/// Names of files: a stream has a folder, named after its id with whatever a file system might not like as %XX of its bytes;
/// a segment is named after its first sequence number, in digits that sort.
/// </summary>
public static class SegmentName
{
    private const string Ending = ".segment";
    private const int Digits = 19;

    /// <summary>Longest name of a folder that file systems take.</summary>
    private const int MaxFolderLength = 255;

    public static string Of(long firstSequence) => firstSequence.ToString("D19", CultureInfo.InvariantCulture) + Ending;

    public static bool TryParse(string name, out long firstSequence)
    {
        firstSequence = 0;
        return name.Length == Digits + Ending.Length
            && name.EndsWith(Ending, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence);
    }

    /// <summary>Null when the id is empty or too long.</summary>
    public static string? FolderOf(string stream)
    {
        var folder = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(stream))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' || (b == '.' && folder.Length > 0))
                folder.Append((char)b);
            else
                folder.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return folder.Length is > 0 and <= MaxFolderLength ? folder.ToString() : null;
    }
}
