using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Commands that look for keys nobody named. SCAN here is one shard's part: its cursor is the engine's own, and the layer
/// above adds which shard it belongs to.
/// </summary>
internal static class ScanCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("keys", 2, None, KeySpec.None, Keys, "generic", "1.0.0", "Lists all keys that match a pattern.",
            ReplyMerge.ConcatAll),
        ShardCommand.Read("randomkey", 1, None, KeySpec.None, RandomKey, "generic", "1.0.0", "Picks a key by chance.",
            ReplyMerge.FirstNonNull),
        ShardCommand.Read("scan", -2, None, KeySpec.None, Scan, "generic", "2.8.0", "Walks the keys, some at a time.", ReplyMerge.Scan),
    ];

    /// <summary>Cursors of one shard are below this; see <see cref="DatabaseView.Scan"/>.</summary>
    private const ulong CursorLimit = 1UL << 48;

    /// <summary>Picks of RANDOMKEY before it gives up when all it meets has expired.</summary>
    private const int RandomTries = 100;

    private static void Keys(ReadContext c)
    {
        var job = new KeysJob(c);
        if (c.Db.Count > c.Settings.SliceElements)
        {
            c.Suspend(job);
            return;
        }

        while (!job.Step(c, c.Settings.SliceElements))
        {
        }
    }

    private static void RandomKey(ReadContext c)
    {
        for (var i = 0; i < RandomTries; i++)
        {
            var entry = c.Db.Random(c.Random);
            if (entry.IsNone)
                break;
            if (c.IsExpired(entry))
            {
                NoteExpired(c, entry);
                continue;
            }

            c.Reply.Bulk(entry.Key);
            return;
        }

        c.Reply.Null();
    }

    private static void Scan(ReadContext c)
    {
        if (!TryParseCursor(c.Args[1], out var cursor))
        {
            c.Reply.Error(Errors.InvalidCursor);
            return;
        }

        if (!ScanOptions.TryParse(c, 2, takesType: true, out var options))
            return;
        var page = new List<Entry>();
        var next = c.Db.Scan(cursor, (int)Math.Min(options.Count, c.Settings.SliceElements), page);
        c.Reply.Array(2);
        c.Reply.BulkInteger((long)next);
        var mark = c.Reply.OpenAggregate();
        var count = 0;
        foreach (var entry in page)
        {
            if (!options.MatchesName(entry.Key) || SkipExpired(c, entry) || !options.MatchesKind(entry.Kind))
                continue;
            c.Reply.Bulk(entry.Key);
            count++;
        }

        c.Reply.CloseAggregate(mark, '*', count);
    }

    private static bool TryParseCursor(ReadOnlySpan<byte> text, out ulong cursor) =>
        ScanOptions.TryParseCursor(text, out cursor) && cursor < CursorLimit;

    private static bool SkipExpired(ReadContext c, Entry entry)
    {
        if (!c.IsExpired(entry))
            return false;
        NoteExpired(c, entry);
        return true;
    }

    private static void NoteExpired(ReadContext c, Entry entry) => c.ExpiredSeen.Add((c.DbIndex, entry.Key.ToArray()));
}
