using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Execution;

/// <summary>Fetching keys ahead of their commands changes no reply, whatever the commands before did to the table meanwhile.</summary>
public sealed class KeyPrefetchTests
{
    private const int Keys = 8000;

    [Fact]
    public void Batches_over_many_keys_answer_as_single_commands_would() => Seeds.Run(5, random =>
    {
        using var rig = new EngineRig();
        var twin = new Dictionary<string, string>();
        for (var round = 0; round < 600; round++)
        {
            var lines = new List<string>();
            var expected = new List<string>();
            for (var n = random.Next(1, 60); n > 0; n--)
                Add(random, round, twin, lines, expected);
            Assert.Equal(string.Join(' ', expected), EngineRig.Replies(rig.Tell(rig.Batch(1, [.. lines]))));
        }
    });

    /// <summary>Half of the keys are in one slot, whose table then has a directory. At first keys are mostly set.</summary>
    private static void Add(Random random, int round, Dictionary<string, string> twin, List<string> lines, List<string> expected)
    {
        var key = (random.Next(2) == 0 ? "{tag}" : "key:") + random.Next(Keys);
        switch (random.Next(round < 400 ? 8 : 3))
        {
            case 0:
                lines.Add($"GET {key}");
                expected.Add(twin.TryGetValue(key, out var value) ? $"${value.Length},{value}" : "$-1");
                break;
            case 1:
                lines.Add($"DEL {key}");
                expected.Add(twin.Remove(key) ? ":1" : ":0");
                break;
            default:
                twin[key] = $"v{random.Next(100)}";
                lines.Add($"SET {key} {twin[key]}");
                expected.Add("+OK");
                break;
        }
    }
}
