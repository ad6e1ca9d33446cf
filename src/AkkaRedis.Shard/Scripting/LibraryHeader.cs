using System.Text;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Shard.Scripting;

/// <summary>The first line of a library of functions, which names it: <c>#!lua name=mine</c>.</summary>
/// <param name="BodyStart">Where the source starts: at the end of the line, which keeps its number.</param>
internal readonly record struct LibraryHeader(string Engine, byte[] Name, int BodyStart)
{
    private static ReadOnlySpan<byte> NameOption => "name="u8;

    /// <summary>False, with the text of the error, for a line that cannot be understood.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out LibraryHeader header, out string error)
    {
        header = default;
        var end = source.IndexOf((byte)'\n');
        if (!source.StartsWith("#!"u8))
            error = "Missing library metadata";
        else if (end < 0 || InlineArguments.Split(source[..end]) is not { Count: > 0 } words)
            error = "Invalid library metadata";
        else
            error = TakeWords(words, end, out header);
        return error.Length == 0;
    }

    /// <summary>The text of the error; empty when there is none.</summary>
    private static string TakeWords(List<byte[]> words, int end, out LibraryHeader header)
    {
        header = default;
        byte[]? name = null;
        foreach (var word in words.Skip(1))
        {
            if (word.Length < NameOption.Length || !Ascii.EqualsIgnoreCase(word.AsSpan(0, NameOption.Length), NameOption))
                return "Invalid metadata value given: " + Encoding.Latin1.GetString(word);
            if (name is not null)
                return "Invalid metadata value, name argument was given multiple times";
            name = word[NameOption.Length..];
        }

        if (name is null)
            return "Library name was not given";
        header = new LibraryHeader(Encoding.Latin1.GetString(words[0])[2..], name, end);
        return "";
    }
}
