using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Persistence;

/// <summary>Looks once a second whether a save is due by the save points. Not while data is loaded: half of it would be saved.</summary>
internal static class SaveSchedule
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the returned timer is disposed of.</summary>
    public static ITimer Start(NodeServices node) =>
        node.Time.CreateTimer(static state => Look((NodeServices)state!), node, Interval, Interval);

    private static void Look(NodeServices node)
    {
        if (!node.Loading.IsOn && node.SavePoints.Any)
            node.Saves?.BeginWhenMet(node.SavePoints);
    }
}
