using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// OBJECT: how a value is held. Idle time and frequency come from the entry's access clock, which tells one of the two: frequency
/// under an LFU policy, else idle time.
/// </summary>
internal static class ObjectCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Plain("object", -2, None, KeySpec.None, NeverRuns, "generic", "2.2.3",
            "Looks into how a key's value is held.", subcommands:
        [
            ShardCommand.Read("object|encoding", 3, None, KeySpec.Second, Encoding, "generic", "2.2.3",
                "Tells in which form a value is held."),
            ShardCommand.Read("object|freq", 3, None, KeySpec.Second, Freq, "generic", "4.0.0",
                "Tells how often a key is used, on a logarithmic scale."),
            ShardCommand.Plain("object|help", 2, Loading | Stale, KeySpec.None, Help, "generic", "6.2.0", "Lists the subcommands."),
            ShardCommand.Read("object|idletime", 3, None, KeySpec.Second, IdleTime, "generic", "2.2.3",
                "Tells for how many seconds a key was not used."),
            ShardCommand.Read("object|refcount", 3, None, KeySpec.Second, RefCount, "generic", "2.2.3",
                "Tells how many references a value has."),
        ]),
    ];

    /// <summary>What Redis answers as reference count of small integers, which it shares.</summary>
    private const int SharedRefCount = int.MaxValue;

    private const int SharedIntegers = 10_000;

    /// <summary>What resolves a request gives the row of a subcommand, or an error.</summary>
    private static void NeverRuns(ReadContext c) => throw new InvariantException("object runs through its subcommands");

    private static void Encoding(ReadContext c)
    {
        if (TryFind(c, out var entry))
            c.Reply.Bulk(entry.EncodingName);
    }

    private static void Freq(ReadContext c)
    {
        if (!TryFind(c, out var entry))
            return;
        if (c.Settings.Memory.Policy.UsesLfu())
            c.Reply.Integer(UseClock.Frequency(entry.AccessClock, c.NowMs, c.Settings.Memory));
        else
            RefuseUntracked(c, "not selected, access frequency"u8);
    }

    private static void Help(ReadContext c)
    {
        ReadOnlySpan<string> lines =
        [
            "OBJECT <subcommand> [<key>], where the subcommand is one of:",
            "ENCODING <key>",
            "    The form in which the value is held.",
            "FREQ <key>",
            "    How often the key is used, on a logarithmic scale; needs an LFU policy.",
            "IDLETIME <key>",
            "    Seconds since the key was last used; needs a policy other than LFU.",
            "REFCOUNT <key>",
            "    Number of references to the value.",
            "HELP",
            "    These lines.",
        ];
        c.Reply.Array(lines.Length);
        foreach (var line in lines)
            c.Reply.Simple(System.Text.Encoding.ASCII.GetBytes(line));
    }

    private static void IdleTime(ReadContext c)
    {
        if (!TryFind(c, out var entry))
            return;
        if (c.Settings.Memory.Policy.UsesLfu())
            RefuseUntracked(c, "selected, idle time"u8);
        else
            c.Reply.Integer(UseClock.IdleSeconds(entry.AccessClock, c.NowMs));
    }

    private static void RefCount(ReadContext c)
    {
        if (!TryFind(c, out var entry))
            return;
        var isShared = entry.Kind == ValueKind.String && entry.TryGetInteger(out var value) && value is >= 0 and < SharedIntegers;
        c.Reply.Integer(isShared ? SharedRefCount : 1);
    }

    /// <summary>The entry of the key asked about; false, with null written, when there is none.</summary>
    private static bool TryFind(ReadContext c, out Entry entry)
    {
        entry = c.Peek(c.Args[2], tellsMiss: false);
        if (!entry.IsNone)
            return true;
        c.Reply.Null();
        return false;
    }

    private static void RefuseUntracked(ReadContext c, ReadOnlySpan<byte> what) => c.Reply.Error(
    [
        .. "ERR An LFU maxmemory policy is "u8, .. what, .. " not tracked. "u8,
        .. "Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust."u8,
    ]);
}
