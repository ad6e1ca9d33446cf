using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Scripting;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Scripts: EVAL and its relatives run on the shard of their keys; those of SCRIPT that are about all scripts on every shard.
/// SCRIPT KILL and HELP run at the connection.
/// </summary>
public static class ScriptCommands
{
    private const CommandFlags OfEval = NoScript | Stale | SkipMonitor | NoMandatoryKeys | MovableKeys | RunsScript;
    private const int ShaLength = 40;

    internal static readonly KeySpec CountedKeys = new(0, 0, 0, FindKeys);

    public static readonly CommandRow[] Rows =
    [
        Eval("eval", OfEval, c => RunSource(c, isReadOnly: false), "2.6.0", "Runs a Lua script."),
        Eval("evalsha", OfEval, c => RunSha(c, isReadOnly: false), "2.6.0", "Runs a Lua script that is known by its SHA-1."),
        Eval("eval_ro", OfEval | ReadOnly, c => RunSource(c, isReadOnly: true), "7.0.0", "Runs a Lua script that only reads."),
        Eval("evalsha_ro", OfEval | ReadOnly, c => RunSha(c, isReadOnly: true), "7.0.0",
            "Runs a Lua script that only reads and is known by its SHA-1."),
    ];

    /// <summary>The subcommands of SCRIPT that run on every shard.</summary>
    public static readonly CommandRow[] ScriptRows =
    [
        Script("script|exists", -3, NoScript, Exists, "2.6.0", "Tells which SHA-1s are those of known scripts.", ReplyMerge.AllTrueAll),
        Script("script|flush", -2, NoScript, Flush, "2.6.0", "Forgets all scripts.", ReplyMerge.OkAll),
        Script("script|load", 3, NoScript | Stale, Load, "2.6.0", "Makes a script known without running it.", ReplyMerge.SameAll),
    ];

    private static ShardCommand Eval(string name, CommandFlags flags, ReadFunction function, string since, string summary) =>
        ShardCommand.Plain(name, -3, flags, CountedKeys, function, "scripting", since, summary);

    private static ShardCommand Script(
        string name, int arity, CommandFlags flags, ReadFunction function, string since, string summary, ReplyMerge merge) =>
        ShardCommand.Plain(name, arity, flags | Ordered, KeySpec.None, function, "scripting", since, summary, merge);

    private static bool FindKeys(in Args args, List<int> into)
    {
        if (args.Count < 3 || !Numbers.TryParseLong(args[2], out var count) || count < 0 || count > args.Count - 3)
            return false;
        for (var i = 0; i < count; i++)
            into.Add(3 + i);
        return true;
    }

    internal static ScriptRunner ScriptsOf(ReadContext c)
    {
        Check.That(c.Scripts is not null, "a shard has what runs its scripts");
        return c.Scripts;
    }

    private static void RunSource(ReadContext c, bool isReadOnly)
    {
        if (!TryKeyCount(c, out var keyCount))
            return;
        var scripts = ScriptsOf(c);
        if (scripts.Cache.Take(c.Args[1], out var error) is { } script)
            scripts.Run(c, script, keyCount, isReadOnly);
        else
            WriteError(c, error);
    }

    /// <summary>What is too long or short for a SHA-1 is refused before the keys are counted, one that is not known after.</summary>
    private static void RunSha(ReadContext c, bool isReadOnly)
    {
        var keyCount = 0;
        var isSha = c.Args[1].Length == ShaLength;
        if (isSha && !TryKeyCount(c, out keyCount))
            return;
        var scripts = ScriptsOf(c);
        if (isSha && scripts.Cache.FindSha(c.Args[1]) is { } script)
            scripts.Run(c, script, keyCount, isReadOnly);
        else
            c.Reply.Error("NOSCRIPT No matching script. Please use EVAL."u8);
    }

    private static bool TryKeyCount(ReadContext c, out int count)
    {
        count = 0;
        if (!c.TryLong(2, out var number) || !IsKeyCount(c, number))
            return false;
        count = (int)number;
        return true;
    }

    /// <summary>Can that many of the arguments be keys? Else the error is written.</summary>
    internal static bool IsKeyCount(ReadContext c, long number)
    {
        if (number > c.Args.Count - 3)
        {
            c.Reply.Error("ERR Number of keys can't be greater than number of args"u8);
            return false;
        }

        if (number < 0)
        {
            c.Reply.Error("ERR Number of keys can't be negative"u8);
            return false;
        }

        return true;
    }

    internal static void WriteError(ReadContext c, string error) =>
        c.Reply.Error(System.Text.Encoding.Latin1.GetBytes("ERR " + error));

    private static void Exists(ReadContext c)
    {
        var store = ScriptsOf(c).Store;
        c.Reply.Array(c.Args.Count - 2);
        for (var i = 2; i < c.Args.Count; i++)
            c.Reply.Integer(store.Find(ScriptCache.Lower(c.Args[i])) is null ? 0 : 1);
    }

    private static void Flush(ReadContext c)
    {
        if (c.Args.Count > 3 || (c.Args.Count == 3 && !c.Is(2, "SYNC"u8) && !c.Is(2, "ASYNC"u8)))
        {
            c.Reply.Error("ERR SCRIPT FLUSH only support SYNC|ASYNC option"u8);
            return;
        }

        ScriptsOf(c).Store.Clear();
        c.Reply.Ok();
    }

    private static void Load(ReadContext c)
    {
        if (ScriptsOf(c).Cache.Take(c.Args[2], out var error) is { } script)
            c.Reply.Bulk(script.Name);
        else
            WriteError(c, error);
    }
}
