using System.Globalization;

namespace AkkaRedis.Compat.Differential;

/// <summary>
/// The chance of one run, and the words that all families draw from. Few keys, so that commands of all families meet on
/// them; all keys in one slot, so that they can stand in one command whatever the number of shards.
/// </summary>
public sealed class Dice(int seed)
{
    private const string Tag = "{d}";

    private static readonly string[] Integers =
    [
        "0", "1", "-1", "2", "3", "10", "-2", "127", "128", "255", "256", "32767", "32768", "-32768", "-32769", "65536",
        "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "-9223372036854775808",
    ];

    private static readonly string[] NoIntegers =
        ["", " ", "a", "1.5", "-", "+1", "01", "-0", "1 ", " 1", "0x10", "9223372036854775808", "1e3", "inf", "nan"];

    private readonly Random _random = new(seed);

    public int Below(int limit) => _random.Next(limit);

    public int Between(int first, int last) => _random.Next(first, last + 1);

    /// <summary>Any 64 bits.</summary>
    public long Bits() => _random.NextInt64(long.MinValue, long.MaxValue);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => _random.Next(times) == 0;

    public T Pick<T>(params ReadOnlySpan<T> any) => any[_random.Next(any.Length)];

    /// <summary>A key that may hold a value of any type.</summary>
    public string Key() => Tag + (char)('a' + _random.Next(8));

    /// <summary>A key of one family's own, where values of its type grow.</summary>
    public string KeyOf(string family) => OneIn(8) ? Key() : $"{Tag}{family}:{_random.Next(4)}";

    /// <summary>May SORT be asked for this key? Not for those of families of other types.</summary>
    public static bool MaySort(string key) => key.Length == Tag.Length + 1 || key.StartsWith(Tag + "sort:", StringComparison.Ordinal);

    public static bool IsKey(string word) => word.StartsWith(Tag, StringComparison.Ordinal);

    /// <summary>A number as an argument: mostly sound, of any size, at times none at all.</summary>
    public string Number() => _random.Next(10) switch
    {
        0 => Pick<string>(NoIntegers),
        1 or 2 => Pick<string>(Integers),
        _ => Small(20),
    };

    /// <summary>A sound number below a limit.</summary>
    public string Small(int limit) => _random.Next(limit).ToString(CultureInfo.InvariantCulture);

    /// <summary>A time to live, with its unit of 1 s or 1 ms: far off, over, or none. What comes due in between would be chance.</summary>
    public string Lifetime(int unitsPerSecond) => _random.Next(8) switch
    {
        0 => Pick("0", "-1", "-100000"),
        1 => Pick("9223372036854775807", "-9223372036854775808", "9223372036854775", "9223372036854776", "99999999999999"),
        2 => Pick<string>(NoIntegers),
        _ => ((long)_random.Next(1_000, 2_000_000_000) * unitsPerSecond).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A moment as Unix time: far off, over, or none.</summary>
    public string Moment(int unitsPerSecond) => _random.Next(8) switch
    {
        0 => Pick("0", "-1", "1", "1000000"),
        1 => Pick("9223372036854775807", "-9223372036854775808", "9223372036854775", "9223372036854776", "99999999999999"),
        2 => Pick<string>(NoIntegers),
        _ => ((4_000_000_000L + _random.Next()) * unitsPerSecond).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>An element, field or value: small numbers, edges of numbers, short and long text, any bytes.</summary>
    public string Word() => _random.Next(12) switch
    {
        < 4 => Small(200),
        4 => Pick<string>(Integers),
        5 => Pick<string>(NoIntegers),
        6 => new string((char)_random.Next(256), Pick(1, 63, 64, 65, 130, 1030, 5000)),
        7 => string.Concat(Enumerable.Range(0, _random.Next(12)).Select(_ => (char)_random.Next(256))),
        _ => "w" + Small(60),
    };

    /// <summary>Several of something, at least one.</summary>
    public string[] Some(int most, Func<string> one) => [.. Enumerable.Range(0, Between(1, most)).Select(_ => one())];

    /// <summary>The word in mixed letter case at times.</summary>
    public string AnyCase(string word) => OneIn(3) ? word.ToLowerInvariant() : word;
}
