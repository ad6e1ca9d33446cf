namespace AkkaRedis.Compat.Differential.Families;

/// <summary>
/// What a connection says about keys it would cache, and pauses of all clients. Tracking ends before any key is touched, so that
/// no push comes between replies; a pause lasts a moment, as its end does not come through while it lasts.
/// </summary>
public sealed class ClientFamily : ICommandFamily
{
    public string Name => "clients";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(8) switch
    {
        0 => [Pause(dice), new("CLIENT", dice.AnyCase("UNPAUSE"))],
        1 => [new("CLIENT", dice.AnyCase("REPLY"), dice.Pick("ON", "on", "x")), new("CLIENT", "UNPAUSE", "x")],
        2 => [new("CLIENT", "CACHING", CachingWord(dice)), new("CLIENT", "TRACKINGINFO"), new("CLIENT", "GETREDIR")],
        3 => [new("CLIENT", dice.AnyCase("TRACKING"), dice.Pick("OFF", "x", "")), new("CLIENT", "TRACKINGINFO")],
        _ => Tracked(dice),
    };

    private static Step Pause(Dice dice) => new(
    [
        "CLIENT", "PAUSE", dice.Pick("0", "1", "1", "-1", "x", "9223372036854775807000", "1.5"),
        .. dice.OneIn(3) ? [] : new[] { dice.Pick("ALL", "WRITE", "write", "x") }, .. dice.OneIn(12) ? ["x"] : Array.Empty<string>(),
    ]);

    private static List<Step> Tracked(Dice dice)
    {
        var steps = new List<Step>();
        for (var asked = dice.Between(1, 3); asked > 0; asked--)
        {
            steps.Add(new(["CLIENT", "TRACKING", dice.OneIn(12) ? "OFF" : "ON", .. Options(dice)]));
            steps.Add(new("CLIENT", "TRACKINGINFO"));
            if (dice.OneIn(2))
            {
                steps.Add(new("CLIENT", "CACHING", CachingWord(dice)));
                steps.Add(new("CLIENT", "TRACKINGINFO"));
            }
        }

        steps.Add(new("CLIENT", "GETREDIR"));
        steps.Add(dice.OneIn(8) ? new("RESET") : new("CLIENT", "TRACKING", "OFF"));
        steps.Add(new("CLIENT", "TRACKINGINFO"));
        if (steps[^2].Request[0] == "RESET")
            steps.Add(Step.OfType("HELLO", dice.Pick("2", "3")));
        return steps;
    }

    private static string CachingWord(Dice dice) => dice.Pick("YES", "NO", "yes", "no", "x");

    private static IEnumerable<string> Options(Dice dice)
    {
        for (var options = dice.Below(4); options > 0; options--)
        {
            string[] option = dice.Below(9) switch
            {
                0 or 1 => ["BCAST"],
                2 or 3 => ["PREFIX", dice.Pick("", "{d}none:", "{d}none:a", "zz", "y")],
                4 => ["OPTIN"],
                5 => ["optout"],
                6 => ["NOLOOP"],
                7 => ["REDIRECT", dice.Pick("999999", "x", "-1", "0")],
                _ => [dice.Pick("REDIRECT", "PREFIX", "x")],
            };
            foreach (var word in option)
                yield return word;
        }
    }
}
