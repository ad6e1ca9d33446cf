using System.Globalization;
using System.Runtime.InteropServices;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// Gives back what only the start needed, once, when the node serves: pages of program files, about half of the process. A
/// start walks through most of Akka and the class library, and serving clients through little of it. On Linux the process
/// lets go of the pages; those it needs again come from the system's file cache without a read from disk, 16 at a time.
///
/// A page may be let go of when it equals its file: the mapping is shared and read-only, or it is code in which the process
/// has no page of its own (Anonymous: 0 in smaps, see proc_pid_smaps(5)), so no relocation and no breakpoint gets lost.
/// </summary>
internal static partial class StartMemory
{
    private const string MappingsFile = "/proc/self/smaps";
    private const int DontNeed = 4;

    public static void Release()
    {
        if (OperatingSystem.IsLinux() && File.Exists(MappingsFile))
            foreach (var mapping in EqualToTheirFiles(File.ReadLines(MappingsFile)))
                _ = Advise((nint)mapping.Start, (nuint)mapping.Bytes, DontNeed);
    }

    /// <summary>The mappings whose pages may be let go of, from the lines of smaps.</summary>
    internal static IEnumerable<FileMapping> EqualToTheirFiles(IEnumerable<string> smaps)
    {
        FileMapping? mapping = null;
        foreach (var line in smaps)
        {
            // A mapping begins with its address; what is said of it begins with a capital letter.
            if (char.IsAsciiHexDigitLower(line[0]))
                mapping = Parse(line);
            else if (mapping is not null && HasNoPagesOfItsOwn(line))
                yield return mapping;
        }
    }

    private static bool HasNoPagesOfItsOwn(string line) =>
        line.StartsWith("Anonymous:", StringComparison.Ordinal) && line.EndsWith(" 0 kB", StringComparison.Ordinal);

    /// <summary><c>start-end permissions offset device inode /path</c>; null when it is no file, or not of the right kind.</summary>
    private static FileMapping? Parse(string line)
    {
        var dash = line.IndexOf('-');
        var space = line.IndexOf(' ');
        if (line.AsSpan(space + 1, 4) is not ("r--s" or "r-xp") || !line.Contains(" /", StringComparison.Ordinal))
            return null;
        var start = Address(line.AsSpan(0, dash));
        return new FileMapping(start, Address(line.AsSpan(dash + 1, space - dash - 1)) - start);
    }

    private static long Address(ReadOnlySpan<char> hex) => long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint bytes, int advice);
}

internal sealed record FileMapping(long Start, long Bytes);
