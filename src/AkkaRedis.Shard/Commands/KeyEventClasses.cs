using System.Text;

namespace AkkaRedis.Shard.Commands;

/// <summary>The letters of notify-keyspace-events: classes of events, and where they are told.</summary>
[Flags]
public enum KeyEventClasses
{
    None = 0,
    Generic = 1 << 0,
    String = 1 << 1,
    List = 1 << 2,
    Set = 1 << 3,
    Hash = 1 << 4,
    ZSet = 1 << 5,
    Expired = 1 << 6,
    Evicted = 1 << 7,
    Stream = 1 << 8,
    Module = 1 << 9,
    New = 1 << 10,
    Miss = 1 << 11,

    /// <summary>Letter A: all classes but <see cref="New"/> and <see cref="Miss"/>.</summary>
    All = Generic | String | List | Set | Hash | ZSet | Expired | Evicted | Stream | Module,

    ToKeyspace = 1 << 12,
    ToKeyEvent = 1 << 13,
}

public static class KeyEventLetters
{
    /// <summary>In the order in which the option is shown.</summary>
    private static readonly (char Letter, KeyEventClasses Class)[] Letters =
    [
        ('g', KeyEventClasses.Generic), ('$', KeyEventClasses.String), ('l', KeyEventClasses.List), ('s', KeyEventClasses.Set),
        ('h', KeyEventClasses.Hash), ('z', KeyEventClasses.ZSet), ('x', KeyEventClasses.Expired), ('e', KeyEventClasses.Evicted),
        ('t', KeyEventClasses.Stream), ('d', KeyEventClasses.Module), ('n', KeyEventClasses.New), ('K', KeyEventClasses.ToKeyspace),
        ('E', KeyEventClasses.ToKeyEvent), ('m', KeyEventClasses.Miss),
    ];

    /// <summary>The class of one letter; none for a letter that is none.</summary>
    public static KeyEventClasses Of(char letter) =>
        letter == 'A' ? KeyEventClasses.All : Letters.FirstOrDefault(l => l.Letter == letter).Class;

    public static bool TryParse(string text, out KeyEventClasses classes)
    {
        classes = KeyEventClasses.None;
        foreach (var letter in text)
        {
            if (Of(letter) == KeyEventClasses.None)
                return false;
            classes |= Of(letter);
        }

        return true;
    }

    /// <summary>As redis-server shows it: letter A for all classes, which then also hides n.</summary>
    public static string Format(KeyEventClasses classes)
    {
        var text = new StringBuilder();
        var hidden = KeyEventClasses.None;
        if ((classes & KeyEventClasses.All) == KeyEventClasses.All)
        {
            text.Append('A');
            hidden = KeyEventClasses.All | KeyEventClasses.New;
        }

        foreach (var (letter, @class) in Letters)
        {
            if ((classes & ~hidden & @class) != 0)
                text.Append(letter);
        }

        return text.ToString();
    }
}
