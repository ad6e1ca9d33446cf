using System.Text;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Tests.Routing;

/// <summary>Reply bytes as Latin-1 text, taken apart.</summary>
internal static class RespText
{
    /// <summary>The replies that follow one another in the text.</summary>
    public static List<string> Replies(string text) => Values(text, 0);

    /// <summary>The elements of an array or set reply.</summary>
    public static List<string> Elements(string reply) => Values(reply, reply.IndexOf('\n', StringComparison.Ordinal) + 1);

    /// <summary>The reply with its elements in order, for those that promise none.</summary>
    public static string Sorted(string reply) =>
        reply[..(reply.IndexOf('\n', StringComparison.Ordinal) + 1)] + string.Concat(Elements(reply).Order(StringComparer.Ordinal));

    public static string Bulk(string value) => $"${value.Length}\r\n{value}\r\n";

    /// <summary>The text of a bulk string.</summary>
    public static string Content(string bulk) => bulk[(bulk.IndexOf('\n', StringComparison.Ordinal) + 1)..^2];

    /// <summary>A request as an array of bulk strings.</summary>
    public static string Request(params IReadOnlyList<string> args) => $"*{args.Count}\r\n{string.Concat(args.Select(Bulk))}";

    private static List<string> Values(string text, int at)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var values = new List<string>();
        while (at < bytes.Length)
        {
            var end = RespScanner.ValueEnd(bytes, at);
            values.Add(text[at..end]);
            at = end;
        }

        return values;
    }
}
