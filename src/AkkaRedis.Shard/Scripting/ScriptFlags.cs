namespace AkkaRedis.Shard.Scripting;

/// <summary>What a script or function says of itself. Replicas, a memory limit or a cluster look at it; so far only reads do.</summary>
[Flags]
public enum ScriptFlags
{
    None = 0,

    /// <summary>It may not call commands that write.</summary>
    NoWrites = 1 << 0,

    /// <summary>It may run, and write, when memory is used up.</summary>
    AllowOom = 1 << 1,
    AllowStale = 1 << 2,
    NoCluster = 1 << 3,
    AllowCrossSlotKeys = 1 << 4,

    /// <summary>A script without a first line that says anything: each command it calls is judged by itself.</summary>
    Undeclared = 1 << 5,
}

/// <summary>The flags as clients write them, in the order in which they are told.</summary>
internal static class ScriptFlagNames
{
    private static readonly string[] Names = ["no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys"];

    public static bool TryParse(ReadOnlySpan<char> name, out ScriptFlags flag)
    {
        var bit = Names.AsSpan().IndexOf(name.ToString());
        flag = bit < 0 ? ScriptFlags.None : (ScriptFlags)(1 << bit);
        return bit >= 0;
    }

    public static string[] Of(ScriptFlags flags) => [.. Names.Where((_, bit) => ((int)flags & 1 << bit) != 0)];
}
