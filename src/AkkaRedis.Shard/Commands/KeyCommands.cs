using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Keys with whatever value they have: existence, removal, new names and places.</summary>
internal static class KeyCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("copy", -3, DenyOom, KeySpec.Two, Copy, "generic", "6.2.0", "Copies the value of a key to another key."),
        ShardCommand.Write("del", -2, None, KeySpec.All, Del, "generic", "1.0.0", "Removes keys.", ReplyMerge.SumByKey),
        ShardCommand.Read("exists", -2, Fast, KeySpec.All, Exists, "generic", "1.0.0", "Counts which of the keys exist.",
            ReplyMerge.SumByKey),
        ShardCommand.Write("move", 3, Fast, KeySpec.One, Move, "generic", "1.0.0", "Moves a key to another database."),
        ShardCommand.Write("rename", 3, None, KeySpec.Two, Rename, "generic", "1.0.0",
            "Gives a key a new name, in place of one that has it."),
        ShardCommand.Write("renamenx", 3, Fast, KeySpec.Two, RenameNx, "generic", "1.0.0", "Gives a key a new name if no key has it."),
        ShardCommand.Read("touch", -2, Fast, KeySpec.All, Touch, "generic", "3.2.1",
            "Counts which of the keys exist and marks them as used now.", ReplyMerge.SumByKey),
        ShardCommand.Read("type", 2, Fast, KeySpec.One, Type, "generic", "1.0.0", "Tells the type of a key's value."),
        ShardCommand.Write("unlink", -2, Fast, KeySpec.All, Del, "generic", "4.0.0", "Removes keys; the memory is freed later.",
            ReplyMerge.SumByKey),
    ];

    private static void Copy(WriteContext c)
    {
        if (!TryParseCopy(c, out var db, out var replace))
            return;
        var from = c.Args[1];
        var to = c.Args[2];
        if (db == c.DbIndex && from.SequenceEqual(to))
        {
            c.Reply.Error(Errors.SameObject);
            return;
        }

        if (!TryCopySource(c, db, replace, out var entry))
            return;
        if (entry.Kind != ValueKind.String && CollectionCopy.IsLong(entry.Collection, c.Settings.SliceElements))
        {
            c.Suspend(new CopyJob(entry.Collection.BeginClone(), from.ToArray(), db, replace));
            return;
        }

        CopyValue(c.DatabaseAt(db), to, entry);
        EndCopy(c, db);
    }

    /// <summary>What COPY copies; false, with the reply written, when there is nothing or the target is taken.</summary>
    internal static bool TryCopySource(WriteContext c, int targetDb, bool replace, out Entry source)
    {
        // The target is looked at first: that may remove it, after which an entry found before would be invalid.
        var isTaken = !c.FindIn(targetDb, c.Args[2]).IsNone;
        source = c.Find(c.Args[1]);
        if (!source.IsNone && (replace || !isTaken))
            return true;
        c.Reply.Integer(0);
        return false;
    }

    internal static void EndCopy(WriteContext c, int targetDb)
    {
        c.ModifiedIn(targetDb, c.Args[2], KeyEvent.CopyTo);
        c.Reply.Integer(1);
    }

    private static void Del(WriteContext c)
    {
        var removed = 0;
        for (var i = 1; i < c.Args.Count; i++)
        {
            var key = c.Args[i];
            if (c.Find(key).IsNone)
                continue;
            c.Db.Remove(key);
            c.Modified(key, KeyEvent.Del);
            removed++;
        }

        c.Reply.Integer(removed);
    }

    private static void Exists(ReadContext c) => CountKeys(c, uses: false);

    private static void Move(WriteContext c)
    {
        if (!DatabaseCommands.TryDatabase(c, 2, out var db))
            return;
        if (db == c.DbIndex)
        {
            c.Reply.Error(Errors.SameObject);
            return;
        }

        var key = c.Args[1];
        if (c.Find(key).IsNone || !c.FindIn(db, key).IsNone)
        {
            c.Reply.Integer(0);
            return;
        }

        c.DatabaseAt(db).Attach(key, c.Db.Detach(key)!);
        c.Modified(key, KeyEvent.MoveFrom);
        c.ModifiedIn(db, key, KeyEvent.MoveTo);
        c.Reply.Integer(1);
    }

    private static void Rename(WriteContext c)
    {
        if (TryRename(c, replace: true, out _))
            c.Reply.Ok();
    }

    private static void RenameNx(WriteContext c)
    {
        if (TryRename(c, replace: false, out var renamed))
            c.Reply.Integer(renamed ? 1 : 0);
    }

    private static void Touch(ReadContext c) => CountKeys(c, uses: true);

    private static void CountKeys(ReadContext c, bool uses)
    {
        var found = 0;
        for (var i = 1; i < c.Args.Count; i++)
        {
            var entry = uses ? c.Find(c.Args[i]) : c.Peek(c.Args[i]);
            found += entry.IsNone ? 0 : 1;
        }

        c.Reply.Integer(found);
    }

    private static void Type(ReadContext c) => c.Reply.Simple(KindNames.Of(c.Peek(c.Args[1]).Kind));

    private static bool TryParseCopy(WriteContext c, out int db, out bool replace)
    {
        db = c.DbIndex;
        replace = false;
        for (var i = 3; i < c.Args.Count; i++)
        {
            if (c.Is(i, "REPLACE"u8))
            {
                replace = true;
            }
            else if (c.Is(i, "DB"u8) && i + 1 < c.Args.Count)
            {
                if (!DatabaseCommands.TryDatabase(c, ++i, out db))
                    return false;
            }
            else
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }
        }

        return true;
    }

    private static void CopyValue(Database target, ReadOnlySpan<byte> key, Entry entry)
    {
        var expireAtMs = entry.ExpireAtMs;
        if (entry.Kind != ValueKind.String)
        {
            target.SetCollection(key, entry.Collection.Clone(), expireAtMs);
            return;
        }

        if (entry.TryGetInteger(out var integer))
        {
            target.SetInteger(key, integer, expireAtMs);
            return;
        }

        // Through a copy: the engine may move its memory before it has read a span of its own.
        var bytes = entry.GetString([]).ToArray();
        if (entry.Blob.IsRaw)
            target.SetRawString(key, bytes, expireAtMs);
        else
            target.SetString(key, bytes, expireAtMs);
    }

    /// <summary>False, with the error written, when there is no such key.</summary>
    private static bool TryRename(WriteContext c, bool replace, out bool renamed)
    {
        var from = c.Args[1];
        var to = c.Args[2];
        renamed = false;
        if (c.Find(from).IsNone)
        {
            c.Reply.Error(Errors.NoSuchKey);
            return false;
        }

        if (from.SequenceEqual(to) || (!c.Find(to).IsNone && !replace))
            return true;
        c.Db.Attach(to, c.Db.Detach(from)!);
        c.Modified(from, KeyEvent.RenameFrom);
        c.Modified(to, KeyEvent.RenameTo);
        renamed = true;
        return true;
    }
}
