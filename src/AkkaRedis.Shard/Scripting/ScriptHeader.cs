using System.Text;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// The first line of a script when it starts with <c>#!</c>: language and flags, as Redis 7 knows them
/// (<c>#!lua flags=no-writes,allow-stale</c>).
/// </summary>
/// <param name="BodyStart">Where the source starts: at the end of the line, which keeps its number.</param>
internal readonly record struct ScriptHeader(ScriptFlags Flags, int BodyStart)
{
    private const string FlagsOption = "flags=";

    /// <summary>False, with the text of the error, for a line that cannot be understood.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out ScriptHeader header, out string error)
    {
        header = new ScriptHeader(ScriptFlags.Undeclared, 0);
        error = "";
        if (!source.StartsWith("#!"u8))
            return true;
        var end = source.IndexOf((byte)'\n');
        if (end < 0)
        {
            error = "Invalid script shebang";
            return false;
        }

        header = new ScriptHeader(ScriptFlags.None, end);
        if (InlineArguments.Split(source[..end]) is not { Count: > 0 } words)
            error = "Invalid engine in script shebang";
        else if (!words[0].AsSpan().SequenceEqual("#!lua"u8))
            error = "Unexpected engine in script shebang: " + Encoding.Latin1.GetString(words[0]);
        else
            error = TakeOptions(words, ref header);
        return error.Length == 0;
    }

    /// <summary>The text of the error; empty when there is none.</summary>
    private static string TakeOptions(List<byte[]> words, ref ScriptHeader header)
    {
        for (var i = 1; i < words.Count; i++)
        {
            var word = Encoding.Latin1.GetString(words[i]);
            if (!word.StartsWith(FlagsOption, StringComparison.Ordinal))
                return "Unknown lua shebang option: " + word;
            if (word.Length == FlagsOption.Length)
                continue;
            foreach (var name in word[FlagsOption.Length..].Split(','))
            {
                if (!ScriptFlagNames.TryParse(name, out var flag))
                    return "Unexpected flag in script shebang: " + name;
                header = header with { Flags = header.Flags | flag };
            }
        }

        return "";
    }
}
