using System.Globalization;

namespace AkkaRedis.Tests.Support;

/// <summary>
/// A short session in one line: steps separated by " | ". A step is a command, or "+ms" to move the clock, "#n" to select a
/// database, "@n" to choose the protocol. Key "l" holds a list in database 0 from the start.
/// </summary>
internal static class Transcript
{
    /// <summary>The reply to the last command.</summary>
    public static string Run(string steps, ShardRig? rig = null)
    {
        rig ??= new ShardRig();
        rig.Keyspace[0].SetCollection("l"u8, new OneElementList());
        var reply = "";
        foreach (var step in steps.Split(" | "))
        {
            switch (step[0])
            {
                case '+':
                    rig.NowMs += NumberIn(step);
                    break;
                case '#':
                    rig.Db = NumberIn(step);
                    break;
                case '@':
                    rig.Protocol = NumberIn(step);
                    break;
                default:
                    reply = rig.Run(step);
                    break;
            }
        }

        return reply;
    }

    private static int NumberIn(string step) => int.Parse(step.AsSpan(1), CultureInfo.InvariantCulture);
}
