namespace AkkaRedis.Node.Commands;

/// <summary>
/// What a command does to a key, in the words and the order of COMMAND: one of RO, RW (old value and new), OW (new value, the old
/// one does not matter) and RM; then what becomes of the value, which may be several; then what there is to know of the
/// specification itself.
/// </summary>
[Flags]
internal enum KeyUse
{
    None = 0,
    Ro = 1 << 0,
    Rw = 1 << 1,
    Ow = 1 << 2,
    Rm = 1 << 3,
    Access = 1 << 4,
    Update = 1 << 5,
    Insert = 1 << 6,
    Delete = 1 << 7,

    /// <summary>Not a key, but routed like one.</summary>
    NotKey = 1 << 8,

    /// <summary>There may be keys that the specification does not find.</summary>
    Incomplete = 1 << 9,

    /// <summary>Other arguments decide.</summary>
    VariableFlags = 1 << 10,
}

internal static class KeyUseNames
{
    private static readonly (KeyUse Use, string Name)[] Names =
    [
        (KeyUse.Ro, "RO"),
        (KeyUse.Rw, "RW"),
        (KeyUse.Ow, "OW"),
        (KeyUse.Rm, "RM"),
        (KeyUse.Access, "access"),
        (KeyUse.Update, "update"),
        (KeyUse.Insert, "insert"),
        (KeyUse.Delete, "delete"),
        (KeyUse.NotKey, "not_key"),
        (KeyUse.Incomplete, "incomplete"),
        (KeyUse.VariableFlags, "variable_flags"),
    ];

    public static List<string> Of(KeyUse use) => [.. from n in Names where (use & n.Use) != 0 select n.Name];
}
