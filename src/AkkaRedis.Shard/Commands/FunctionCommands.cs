using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Scripting;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Functions: FCALL runs on the shard of its keys. What changes the libraries runs on every shard, so that all have the same,
/// and is logged there; what tells about them asks the first one. FUNCTION STATS and KILL run at the connection.
/// </summary>
public static class FunctionCommands
{
    private const CommandFlags OfCall = NoScript | Stale | SkipMonitor | NoMandatoryKeys | MovableKeys | RunsScript;

    public static readonly CommandRow[] Rows =
    [
        Call("fcall", OfCall, c => Run(c, isReadOnly: false), "Calls a function."),
        Call("fcall_ro", OfCall | ReadOnly, c => Run(c, isReadOnly: true), "Calls a function that only reads."),
    ];

    /// <summary>The subcommands of FUNCTION that run on shards.</summary>
    public static readonly CommandRow[] FunctionRows =
    [
        Change("function|delete", 3, NoScript, Delete, "Deletes a library.", ReplyMerge.OkAll),
        Tell("function|dump", 2, Dump, "Gives all libraries as bytes that FUNCTION RESTORE takes."),
        Change("function|flush", -2, NoScript, Flush, "Deletes all libraries.", ReplyMerge.OkAll),
        Tell("function|list", -2, List, "Tells about libraries and their functions."),
        Change("function|load", -3, NoScript | DenyOom, Load, "Makes a library of its source.", ReplyMerge.SameAll),
        Change("function|restore", -3, NoScript | DenyOom, Restore,
            "Makes libraries of the bytes that FUNCTION DUMP gave.", ReplyMerge.OkAll),
    ];

    private static ShardCommand Call(string name, CommandFlags flags, ReadFunction function, string summary) =>
        ShardCommand.Plain(name, -3, flags, ScriptCommands.CountedKeys, function, "scripting", "7.0.0", summary);

    private static ShardCommand Tell(string name, int arity, ReadFunction function, string summary) =>
        ShardCommand.Plain(name, arity, NoScript, KeySpec.None, function, "scripting", "7.0.0", summary);

    private static ShardCommand Change(
        string name, int arity, CommandFlags flags, WriteFunction function, string summary, ReplyMerge merge) =>
        ShardCommand.Write(name, arity, flags, KeySpec.None, function, "scripting", "7.0.0", summary, merge);

    private static FunctionLibraries LibrariesOf(ReadContext c) => ScriptCommands.ScriptsOf(c).Functions;

    private static void Run(ReadContext c, bool isReadOnly)
    {
        if (LibrariesOf(c).Current.FindFunction(c.Args[1]) is not { } function)
            c.Reply.Error("ERR Function not found"u8);
        else if (!Numbers.TryParseLong(c.Args[2], out var keyCount))
            c.Reply.Error("ERR Bad number of keys provided"u8);
        else if (ScriptCommands.IsKeyCount(c, keyCount))
            ScriptCommands.ScriptsOf(c).Run(c, function.Script, (int)keyCount, isReadOnly);
    }

    private static void Load(WriteContext c)
    {
        for (var i = 2; i < c.Args.Count - 1; i++)
        {
            if (c.Is(i, "REPLACE"u8))
                continue;
            c.Reply.Error([.. "ERR Unknown option given: "u8, .. Errors.Shown(c.Args[i])]);
            return;
        }

        var source = c.Args[c.Args.Count - 1].ToArray();
        if (LibrariesOf(c).Load(source, replaces: c.Args.Count > 3, out var error) is { } name)
        {
            c.ModifiedLibraries();
            c.Reply.Bulk(name);
        }
        else
        {
            ScriptCommands.WriteError(c, error);
        }
    }

    private static void Delete(WriteContext c)
    {
        if (LibrariesOf(c).Delete(c.Args[2].ToArray()))
            EndChange(c);
        else
            c.Reply.Error("ERR Library not found"u8);
    }

    private static void Flush(WriteContext c)
    {
        if (c.Args.Count > 3)
        {
            RefuseForm(c);
            return;
        }

        if (c.Args.Count == 3 && !c.Is(2, "SYNC"u8) && !c.Is(2, "ASYNC"u8))
        {
            c.Reply.Error("ERR FUNCTION FLUSH only supports SYNC|ASYNC option"u8);
            return;
        }

        LibrariesOf(c).Clear();
        EndChange(c);
    }

    private static void Dump(ReadContext c)
    {
        var payload = LibraryPayload.Write(LibrariesOf(c).Current.Libraries);
        if (payload.HasOverflown)
            c.Reply.Error("ERR the libraries are too large to be dumped");
        else
            c.Reply.Bulk(payload.Written);
    }

    private static void Restore(WriteContext c)
    {
        if (c.Args.Count > 4)
        {
            RefuseForm(c);
            return;
        }

        if (!TryPolicy(c, out var policy))
            c.Reply.Error("ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE."u8);
        else if (LibraryPayload.Read(c.Args.MemoryAt(2), out var error) is not { } sources)
            ScriptCommands.WriteError(c, error);
        else if (!LibrariesOf(c).TryRestore(sources, policy, out error))
            ScriptCommands.WriteError(c, error);
        else
            EndChange(c);
    }

    private static bool TryPolicy(WriteContext c, out RestorePolicy policy)
    {
        policy = RestorePolicy.Append;
        if (c.Args.Count == 3 || c.Is(3, "APPEND"u8))
            return true;
        policy = c.Is(3, "FLUSH"u8) ? RestorePolicy.Flush : RestorePolicy.Replace;
        return policy == RestorePolicy.Flush || c.Is(3, "REPLACE"u8);
    }

    private static void EndChange(WriteContext c)
    {
        c.ModifiedLibraries();
        c.Reply.Ok();
    }

    private static void RefuseForm(ReadContext c) => c.Reply.Error(
        [.. "ERR unknown subcommand or wrong number of arguments for '"u8, .. c.Args[1], .. "'. Try FUNCTION HELP."u8]);

    private static void List(ReadContext c)
    {
        var isWithCode = false;
        var pattern = -1;
        for (var i = 2; i < c.Args.Count; i++)
        {
            if (!isWithCode && c.Is(i, "WITHCODE"u8))
            {
                isWithCode = true;
            }
            else if (pattern < 0 && c.Is(i, "LIBRARYNAME"u8) && i == c.Args.Count - 1)
            {
                c.Reply.Error("ERR library name argument was not given"u8);
                return;
            }
            else if (pattern < 0 && c.Is(i, "LIBRARYNAME"u8))
            {
                pattern = ++i;
            }
            else
            {
                c.Reply.Error([.. "ERR Unknown argument "u8, .. Errors.Shown(c.Args[i])]);
                return;
            }
        }

        WriteList(c, pattern, isWithCode);
    }

    private static void WriteList(ReadContext c, int patternArg, bool isWithCode)
    {
        var mark = c.Reply.OpenAggregate();
        var count = 0;
        foreach (var library in LibrariesOf(c).Current.Libraries)
        {
            if (patternArg >= 0 && !GlobPattern.IsMatch(c.Args[patternArg], library.Name, ignoreCase: true))
                continue;
            FunctionReply.Write(c.Reply, library, isWithCode);
            count++;
        }

        c.Reply.CloseAggregate(mark, '*', count);
    }
}
