using System.Globalization;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>
/// A short session in one line: steps separated by " | ", each a command or "@n" to choose the protocol. In the expected reply
/// '|' stands for the line end. Key "str" holds a string from the start.
/// </summary>
internal static class HashListSteps
{
    public static void AssertReply(string reply, string steps) => Assert.Equal(reply, Run(new ShardRig(), steps));

    /// <summary>The reply to the last command.</summary>
    public static string Run(ShardRig rig, string steps)
    {
        rig.Keyspace[0].SetString("str"u8, "x"u8, Expiry.None);
        var reply = "";
        foreach (var step in steps.Split(" | "))
        {
            if (step[0] == '@')
                rig.Protocol = int.Parse(step.AsSpan(1), CultureInfo.InvariantCulture);
            else
                reply = rig.Run(step);
        }

        return reply.Replace("\r\n", "|", StringComparison.Ordinal);
    }
}
