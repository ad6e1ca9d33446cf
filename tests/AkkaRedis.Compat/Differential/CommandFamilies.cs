using AkkaRedis.Compat.Differential.Families;

namespace AkkaRedis.Compat.Differential;

/// <summary>All families by name, and the one that mixes them.</summary>
public static class CommandFamilies
{
    private static readonly ICommandFamily[] Plain =
    [
        new KeyFamily(), new StringFamily(), new BitFamily(), new HyperLogLogFamily(), new SortFamily(), new SetFamily(),
        new SortedSetFamily(), new GeoFamily(), new StreamFamily(), new ListFamily(), new HashFamily(), new NumberFamily(),
        new ExpiryFamily(), new KeyspaceFamily(), new PubSubFamily(), new ConnectionFamily(),
    ];

    /// <summary>
    /// Not SORT: redis-server does not clear errno before it reads a score, so that one which a script's number left makes
    /// sound scores an error at times.
    /// </summary>
    private static readonly ICommandFamily[] InScripts = [.. Plain.Where(family => family is not SortFamily)];

    /// <summary>What was written for each group of commands: every row must be in one of them.</summary>
    public static IReadOnlyList<ICommandFamily> OfRows { get; } =
    [
        .. Plain, new TransactionFamily(Plain), new ScriptFamily(InScripts), new FunctionFamily(), new ClientFamily(),
        new AdministrationFamily(),
    ];

    public static IReadOnlyList<ICommandFamily> All { get; } = [.. OfRows, new AnyRowFamily(), new Mixed()];

    public static ICommandFamily Named(string name) => All.Single(family => family.Name == name);

    /// <summary>Commands of all families, so that they meet values of every type.</summary>
    private sealed class Mixed : ICommandFamily
    {
        private readonly ICommandFamily[] _families = [.. OfRows, new AnyRowFamily()];

        public string Name => "mixed";

        public IEnumerable<Step> Next(Dice dice) => dice.Pick<ICommandFamily>(_families).Next(dice);
    }
}
