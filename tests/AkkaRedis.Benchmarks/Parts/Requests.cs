using System.Text;

namespace AkkaRedis.Benchmarks.Parts;

/// <summary>Pipelines of requests as the bytes a client sends: keys of 16 bytes in random order, values of 32.</summary>
internal static class Requests
{
    public const int Keys = 100_000;

    private static readonly string Value = new('v', 32);

    public static byte[] Get(int count) => Pipeline(count, key => $"*2\r\n$3\r\nGET\r\n$16\r\n{key}\r\n");

    public static byte[] Set(int count) => Pipeline(count, key => $"*3\r\n$3\r\nSET\r\n$16\r\n{key}\r\n$32\r\n{Value}\r\n");

    private static byte[] Pipeline(int count, Func<string, string> request)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(request($"key:{random.Next(Keys):D12}"));
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
