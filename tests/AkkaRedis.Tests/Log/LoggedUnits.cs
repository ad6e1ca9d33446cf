using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Log;

/// <summary>Units of a log as text, one command per line: "db word word …".</summary>
internal static class LoggedUnits
{
    public static byte[] BytesOf(CommandLog log, long from)
    {
        var bytes = new byte[log.EndOffset - from];
        Assert.Equal(bytes.Length, log.Read(from, bytes));
        return bytes;
    }

    /// <summary>Every unit in the bytes, which must be whole.</summary>
    public static List<List<(int Db, Args Args)>> Read(ReadOnlySpan<byte> bytes)
    {
        var units = new List<List<(int Db, Args Args)>>();
        while (bytes.Length > 0)
        {
            var unit = new List<(int Db, Args Args)>();
            Assert.Equal(LogUnitResult.Unit, LogUnitReader.Read(bytes, unit, out var length));
            units.Add(unit);
            bytes = bytes[length..];
        }

        return units;
    }

    public static string Text(IEnumerable<(int Db, Args Args)> unit) => string.Join('\n', unit.Select(c => $"{c.Db} {Text(c.Args)}"));

    private static string Text(Args args) =>
        string.Join(' ', Enumerable.Range(0, args.Count).Select(i => Encoding.Latin1.GetString(args[i])));
}
