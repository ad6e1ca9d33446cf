using System.Globalization;
using System.Text;

namespace AkkaRedis.Tests.NodeCommands;

/// <summary>
/// A raw reply read into strings, longs, nulls and lists; maps are lists of their keys and values in turn. Fails on anything
/// that is not exactly one well-formed reply.
/// </summary>
internal static class RespValue
{
    public static object? Parse(string reply)
    {
        var at = 0;
        var value = Read(reply, ref at);
        Assert.Equal(reply.Length, at);
        return value;
    }

    public static List<object?> ParseList(string reply) => Assert.IsType<List<object?>>(Parse(reply));

    /// <summary>The value of a key in a list of keys and values in turn.</summary>
    public static object? Get(List<object?> map, string key)
    {
        Assert.Equal(0, map.Count % 2);
        for (var i = 0; i < map.Count; i += 2)
        {
            if (key.Equals(map[i]))
                return map[i + 1];
        }

        throw new KeyNotFoundException(key);
    }

    private static object? Read(string text, ref int at)
    {
        var end = text.IndexOf("\r\n", at, StringComparison.Ordinal);
        Assert.True(end > at, $"no line at {at}");
        var (type, line) = (text[at], text[(at + 1)..end]);
        at = end + 2;
        return type switch
        {
            '+' or '-' => line,
            ':' => long.Parse(line, CultureInfo.InvariantCulture),
            '_' => null,
            '$' or '=' => ReadBulk(text, ref at, Length(line)),
            '*' or '~' => ReadList(text, ref at, Length(line)),
            '%' => ReadList(text, ref at, 2 * Length(line)),
            _ => throw new FormatException($"unknown type '{type}' at {at}"),
        };
    }

    private static int Length(string line) => int.Parse(line, CultureInfo.InvariantCulture);

    private static string? ReadBulk(string text, ref int at, int length)
    {
        if (length < 0)
            return null;
        var value = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text.Substring(at, length)));
        Assert.Equal("\r\n", text.Substring(at + length, 2));
        at += length + 2;
        return value;
    }

    private static List<object?>? ReadList(string text, ref int at, int count)
    {
        if (count < 0)
            return null;
        var list = new List<object?>();
        for (var i = 0; i < count; i++)
            list.Add(Read(text, ref at));
        return list;
    }
}
