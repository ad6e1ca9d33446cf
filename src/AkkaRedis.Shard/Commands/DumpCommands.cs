using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Rdb;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Values as the bytes in which Redis servers exchange them. RESTORE is logged with the absolute time and as one that replaces,
/// so that it means the same at any later time.
/// </summary>
internal static class DumpCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("dump", 2, None, KeySpec.One, Dump, "generic", "2.6.0", "Gives a value as bytes that RESTORE takes."),
        ShardCommand.Write("restore", -4, DenyOom, KeySpec.One, Restore, "generic", "2.6.0", "Makes a value of the bytes that DUMP gave."),
    ];

    private static void Dump(ReadContext c)
    {
        var key = c.Args[1];
        var entry = c.Find(key);
        if (entry.IsNone)
        {
            c.Reply.Null();
            return;
        }

        var writer = entry.Kind == ValueKind.String ? null : RdbValueWriter.For(entry.Collection);
        if (writer is null && entry.Kind != ValueKind.String)
        {
            c.Reply.Error("ERR DUMP does not know values of this type yet");
            return;
        }

        var job = writer is null ? DumpJob.OfString(entry) : new DumpJob(writer, key.ToArray(), entry.Collection.MemoryBytes);
        job.Run(c);
    }

    private static void Restore(WriteContext c)
    {
        if (!RestoreOptions.TryParse(c, out var options) || RestoreJob.IsBusy(c, options))
            return;
        if (!c.TryLong(2, out var ttlMs))
            return;
        if (ttlMs < 0)
        {
            c.Reply.Error("ERR Invalid TTL value, must be >= 0");
            return;
        }

        var job = new RestoreJob(c.Args.MemoryAt(3), RdbLimits.Of(c.Settings), options with { TtlMs = ttlMs });
        if (job.Step(c, c.Settings.SliceElements))
            job.Apply(c);
        else
            c.Suspend(job);
    }
}
