using System.Text;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// The first line of a script when it starts with <c>#!</c>: language and flags, as Redis 7 knows them
/// (<c>#!lua flags=no-writes,allow-stale</c>).
/// </summary>
/// <param name="NoWrites">The script may not call commands that write.</param>
/// <param name="BodyStart">Where the source starts: at the end of the line, which keeps its number.</param>
internal readonly record struct ScriptHeader(bool NoWrites, int BodyStart)
{
    private static readonly string[] Flags = ["no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys"];

    /// <summary>False, with the text of the error, for a line that cannot be understood.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out ScriptHeader header, out string error)
    {
        header = default;
        error = "";
        if (!source.StartsWith("#!"u8))
            return true;
        var end = source.IndexOf((byte)'\n');
        if (end < 0)
        {
            error = "Invalid script shebang";
            return false;
        }

        var words = Encoding.Latin1.GetString(source[..end]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] != "#!lua")
        {
            error = $"Unexpected engine in script shebang: {words[0][2..]}";
            return false;
        }

        header = new ScriptHeader(false, end);
        foreach (var word in words.AsSpan(1))
        {
            if (!TryOption(word.TrimEnd('\r'), ref header, ref error))
                return false;
        }

        return true;
    }

    private static bool TryOption(string word, ref ScriptHeader header, ref string error)
    {
        const string FlagsOption = "flags=";
        if (!word.StartsWith(FlagsOption, StringComparison.Ordinal))
        {
            error = $"Unknown lua shebang option: {word}";
            return false;
        }

        foreach (var flag in word[FlagsOption.Length..].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Flags.Contains(flag))
            {
                error = $"Unexpected flag in script shebang: {flag}";
                return false;
            }

            header = header with { NoWrites = header.NoWrites || flag == "no-writes" };
        }

        return true;
    }
}
