namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Channels of this client alone. It leaves what it joined, as a client of RESP2 can do little else meanwhile.</summary>
public sealed class PubSubFamily : ICommandFamily
{
    public string Name => "channels";

    public IEnumerable<Step> Next(Dice dice)
    {
        var channel = Channel(dice);
        return dice.Below(12) switch
        {
            0 or 1 => [new("PUBLISH", channel, dice.Word())],
            2 => [new("SPUBLISH", channel, dice.Word())],
            3 or 4 => Joined(dice, "SUBSCRIBE", "UNSUBSCRIBE", channel),
            5 => Joined(dice, "PSUBSCRIBE", "PUNSUBSCRIBE", dice.Pick("*", "{d}c*", "x?", channel)),
            6 => Joined(dice, "SSUBSCRIBE", "SUNSUBSCRIBE", channel),
            7 => [new(dice.Pick("UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"), channel)],
            8 => [new(dice.Pick("UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"))],
            9 => [new(["PUBSUB", dice.Pick("NUMSUB", "SHARDNUMSUB"), .. dice.OneIn(3) ? [] : dice.Some(3, () => Channel(dice))])],
            10 => [new(["PUBSUB", dice.AnyCase(dice.Pick("CHANNELS", "SHARDCHANNELS")), .. dice.OneIn(2) ? [] : new[] { "*" }]),
            new("PUBSUB", "NUMPAT")],
            _ => [new(["PUBSUB", .. dice.Pick<string[]>(["HELP"], ["NOSUCH"], ["NUMPAT", "x"], ["CHANNELS", "a", "b"])]), new("PUBLISH",
            channel)],
        };
    }

    private static Step[] Joined(Dice dice, string join, string leave, string channel) =>
    [
        new(join, channel),
        dice.Below(4) switch
        {
            0 => new("PING"),
            1 => new("PING", "word"),
            2 => new(join, channel),
            _ => new(leave, "{d}another"),
        },
        new(leave, channel),
    ];

    private static string Channel(Dice dice) => "{d}c" + dice.Below(4);
}
