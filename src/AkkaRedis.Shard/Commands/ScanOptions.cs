using System.Buffers.Text;
using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>The options of SCAN: MATCH pattern, COUNT elements, and TYPE where keys are walked.</summary>
internal ref struct ScanOptions
{
    private const int DefaultCount = 10;

    private ReadOnlySpan<byte> _pattern;
    private ReadOnlySpan<byte> _type;
    private bool _hasPattern;
    private bool _hasType;

    /// <summary>Elements to look at; what matches may be fewer.</summary>
    public long Count { get; private set; }

    /// <summary>The cursor of a walk over elements as strtoul reads it: with a sign, and nothing at all is 0.</summary>
    public static bool TryParseCursor(ReadOnlySpan<byte> text, out ulong cursor)
    {
        var isNegative = !text.IsEmpty && text[0] == (byte)'-';
        var digits = isNegative || (!text.IsEmpty && text[0] == (byte)'+') ? text[1..] : text;
        if (!Utf8Parser.TryParse(digits, out cursor, out var used) || used != digits.Length || digits[0] == (byte)'+')
            return text.IsEmpty;
        if (isNegative)
            cursor = unchecked(0 - cursor);
        return true;
    }

    public static bool TryParse(ReadContext c, int firstArg, bool takesType, out ScanOptions options)
    {
        options = new ScanOptions { Count = DefaultCount };
        for (var i = firstArg; i < c.Args.Count; i += 2)
        {
            if (i + 1 == c.Args.Count || !options.IsOption(c, i, takesType))
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }

            if (!options.TryTake(c, i))
                return false;
        }

        return true;
    }

    public readonly bool MatchesName(ReadOnlySpan<byte> name) => !_hasPattern || GlobPattern.IsMatch(_pattern, name);

    public readonly bool MatchesKind(ValueKind kind) => !_hasType || Ascii.EqualsIgnoreCase(_type, KindNames.Of(kind));

    private readonly bool IsOption(ReadContext c, int arg, bool takesType) =>
        c.Is(arg, "COUNT"u8) || c.Is(arg, "MATCH"u8) || (takesType && c.Is(arg, "TYPE"u8));

    private bool TryTake(ReadContext c, int arg)
    {
        var value = c.Args[arg + 1];
        if (c.Is(arg, "MATCH"u8))
        {
            _pattern = value;
            _hasPattern = !GlobPattern.IsAll(value);
            return true;
        }

        if (c.Is(arg, "TYPE"u8))
        {
            _type = value;
            _hasType = true;
            return true;
        }

        if (!c.TryLong(arg + 1, out var count))
            return false;
        Count = count;
        if (count >= 1)
            return true;
        c.Reply.Error(Errors.Syntax);
        return false;
    }
}
