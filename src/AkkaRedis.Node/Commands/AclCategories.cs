using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Commands;

/// <summary>ACL categories, in the order in which COMMAND lists them.</summary>
[Flags]
internal enum AclCategory
{
    None = 0,
    Keyspace = 1 << 0,
    Read = 1 << 1,
    Write = 1 << 2,
    Set = 1 << 3,
    SortedSet = 1 << 4,
    List = 1 << 5,
    Hash = 1 << 6,
    String = 1 << 7,
    Bitmap = 1 << 8,
    HyperLogLog = 1 << 9,
    Geo = 1 << 10,
    Stream = 1 << 11,
    PubSub = 1 << 12,
    Admin = 1 << 13,
    Fast = 1 << 14,
    Slow = 1 << 15,
    Blocking = 1 << 16,
    Dangerous = 1 << 17,
    Connection = 1 << 18,
    Transaction = 1 << 19,
    Scripting = 1 << 20,
}

/// <summary>
/// The ACL categories of a row, derived: those of its flags (write, fast or slow, …) and that of its group. A container has
/// no group's category. Redis gives some commands others than their group's by hand; those are listed here by name, and
/// hold for subcommands too.
/// </summary>
internal static class AclCategories
{
    private static readonly (AclCategory Category, string Name)[] Names = Enum.GetValues<AclCategory>()
        .Where(c => c != AclCategory.None)
        .Select(c => (c, $"@{c.ToString().ToLowerInvariant()}"))
        .ToArray();

    private static readonly Dictionary<string, AclCategory> ByGroup = new()
    {
        ["generic"] = AclCategory.Keyspace,
        ["string"] = AclCategory.String,
        ["list"] = AclCategory.List,
        ["set"] = AclCategory.Set,
        ["sorted-set"] = AclCategory.SortedSet,
        ["hash"] = AclCategory.Hash,
        ["bitmap"] = AclCategory.Bitmap,
        ["hyperloglog"] = AclCategory.HyperLogLog,
        ["geo"] = AclCategory.Geo,
        ["stream"] = AclCategory.Stream,
        ["pubsub"] = AclCategory.PubSub,
        ["connection"] = AclCategory.Connection,
        ["transactions"] = AclCategory.Transaction,
        ["scripting"] = AclCategory.Scripting,
    };

    private static readonly Dictionary<string, AclCategory> ByName = new()
    {
        ["asking"] = AclCategory.Connection,
        ["command"] = AclCategory.Connection,
        ["dbsize"] = AclCategory.Keyspace,
        ["flushall"] = AclCategory.Keyspace | AclCategory.Dangerous,
        ["flushdb"] = AclCategory.Keyspace | AclCategory.Dangerous,
        ["info"] = AclCategory.Dangerous,
        ["keys"] = AclCategory.Keyspace | AclCategory.Dangerous,
        ["lastsave"] = AclCategory.Admin | AclCategory.Dangerous,
        ["migrate"] = AclCategory.Keyspace | AclCategory.Dangerous,
        ["pubsub|help"] = AclCategory.None,
        ["readonly"] = AclCategory.Connection,
        ["readwrite"] = AclCategory.Connection,
        ["restore"] = AclCategory.Keyspace | AclCategory.Dangerous,
        ["restore-asking"] = AclCategory.Keyspace | AclCategory.Dangerous,
        ["role"] = AclCategory.Admin | AclCategory.Dangerous,
        ["sort"] = AclCategory.Set | AclCategory.SortedSet | AclCategory.List | AclCategory.Dangerous,
        ["sort_ro"] = AclCategory.Set | AclCategory.SortedSet | AclCategory.List | AclCategory.Dangerous,
        ["swapdb"] = AclCategory.Keyspace | AclCategory.Dangerous,
        ["wait"] = AclCategory.Connection,
    };

    public static AclCategory Of(CommandRow row) => OfFlags(row) | OfKind(row);

    /// <summary>The category of a name without '@', in any letter case.</summary>
    public static bool TryParse(string name, out AclCategory category)
    {
        category = Names.FirstOrDefault(n => n.Name.AsSpan(1).Equals(name, StringComparison.OrdinalIgnoreCase)).Category;
        return category != AclCategory.None;
    }

    /// <summary>Names with '@', in COMMAND's order.</summary>
    public static List<string> NamesOf(AclCategory categories) =>
        [.. from n in Names where (categories & n.Category) != 0 select n.Name];

    private static AclCategory OfFlags(CommandRow row)
    {
        var flags = row.Flags;
        var categories = (flags & CommandFlags.Fast) != 0 ? AclCategory.Fast : AclCategory.Slow;
        if (row.IsWrite)
            categories |= AclCategory.Write;
        if (row.IsReadOnly && row.Group != "scripting")
            categories |= AclCategory.Read;
        if ((flags & CommandFlags.Admin) != 0)
            categories |= AclCategory.Admin | AclCategory.Dangerous;
        if ((flags & CommandFlags.PubSub) != 0)
            categories |= AclCategory.PubSub;
        if ((flags & CommandFlags.Blocking) != 0)
            categories |= AclCategory.Blocking;
        return categories;
    }

    private static AclCategory OfKind(CommandRow row)
    {
        if (ByName.TryGetValue(row.Name, out var named) || ByName.TryGetValue(row.Name.Split('|')[0], out named))
            return named;
        return row.Subcommands.Count > 0 ? AclCategory.None : ByGroup.GetValueOrDefault(row.Group);
    }
}
