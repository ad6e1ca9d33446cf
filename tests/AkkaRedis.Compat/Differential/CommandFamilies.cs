using AkkaRedis.Compat.Differential.Families;

namespace AkkaRedis.Compat.Differential;

/// <summary>All families by name, and the one that mixes them.</summary>
public static class CommandFamilies
{
    private static readonly ICommandFamily[] Single =
    [
        new KeyFamily(), new StringFamily(), new BitFamily(), new HyperLogLogFamily(), new SortFamily(), new SetFamily(),
        new SortedSetFamily(), new GeoFamily(), new StreamFamily(),
    ];

    /// <summary>
    /// Not SORT: redis-server does not clear errno before it reads a score, so that one which a script's number left makes
    /// sound scores an error at times.
    /// </summary>
    private static readonly ICommandFamily[] InScripts = [.. Single.Where(family => family is not SortFamily)];

    public static IReadOnlyList<ICommandFamily> All { get; } = [.. Single, new ScriptFamily(InScripts), new Mixed()];

    public static ICommandFamily Named(string name) => All.Single(family => family.Name == name);

    /// <summary>Commands of all families, so that they meet values of every type.</summary>
    private sealed class Mixed : ICommandFamily
    {
        public string Name => "mixed";

        public IEnumerable<Step> Next(Dice dice) => dice.Pick<ICommandFamily>(Single).Next(dice);
    }
}
