using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Consumer groups and their consumers, and the acknowledgement of entries.</summary>
internal static class StreamGroupCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("xack", -4, Fast, KeySpec.One, XAck, "stream", "5.0.0",
            "Tells a group that entries are done with; they are no longer pending."),
        ShardCommand.Plain("xgroup", -2, None, KeySpec.None, NeverRuns, "stream", "5.0.0", "Manages groups and consumers.",
            subcommands:
        [
            ShardCommand.Write("xgroup|create", -5, DenyOom, KeySpec.Second, Create, "stream", "5.0.0", "Makes a group."),
            ShardCommand.Write("xgroup|createconsumer", 5, DenyOom, KeySpec.Second, CreateConsumer, "stream", "6.2.0",
                "Makes a consumer of a group."),
            ShardCommand.Write("xgroup|delconsumer", 5, None, KeySpec.Second, DelConsumer, "stream", "5.0.0",
                "Removes a consumer with its pending entries."),
            ShardCommand.Write("xgroup|destroy", 4, None, KeySpec.Second, Destroy, "stream", "5.0.0", "Removes a group."),
            ShardCommand.Plain("xgroup|help", 2, Loading | Stale, KeySpec.None, Help, "stream", "5.0.0", "Lists the subcommands."),
            ShardCommand.Write("xgroup|setid", -5, None, KeySpec.Second, SetId, "stream", "5.0.0",
                "Sets up to where a group has read."),
        ]),
    ];

    private static readonly KeyEvent GroupCreated = new('t', "xgroup-create");
    private static readonly KeyEvent GroupSet = new('t', "xgroup-setid");
    private static readonly KeyEvent GroupDestroyed = new('t', "xgroup-destroy");
    private static readonly KeyEvent ConsumerCreated = new('t', "xgroup-createconsumer");
    private static readonly KeyEvent ConsumerDeleted = new('t', "xgroup-delconsumer");

    private static byte[] NeedsKey =>
    [
        .. "ERR The XGROUP subcommand requires the key to exist. "u8,
        .. "Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically."u8,
    ];

    /// <summary>The consumer of a name, made if there is none, which is seen now.</summary>
    public static StreamConsumer SeenConsumer(WriteContext c, StreamGroup group, ReadOnlySpan<byte> key, ReadOnlySpan<byte> name)
    {
        if (group.FindConsumer(name) is not { } consumer)
            return AddConsumer(c, group, key, name);
        consumer.SeenAtMs = c.NowMs;
        return consumer;
    }

    /// <summary>The consumer is seen now, and enters the group if it has not.</summary>
    public static void See(WriteContext c, StreamGroup group, ReadOnlySpan<byte> key, StreamConsumer consumer)
    {
        consumer.SeenAtMs = c.NowMs;
        if (group.FindConsumer(consumer.Name) is not null)
            return;
        group.AddConsumer(consumer);
        c.Notify(key, ConsumerCreated);
        c.Effect("XGROUP"u8, "CREATECONSUMER"u8, key, group.Name, consumer.Name);
    }

    private static StreamConsumer AddConsumer(WriteContext c, StreamGroup group, ReadOnlySpan<byte> key, ReadOnlySpan<byte> name)
    {
        var consumer = new StreamConsumer(name.ToArray());
        See(c, group, key, consumer);
        return consumer;
    }

    private static void NeverRuns(ReadContext c) => throw new InvariantException("xgroup runs through its subcommands");

    private static void XAck(WriteContext c)
    {
        if (!c.TryStreamToWrite(c.Args[1], out var stream))
            return;
        if (stream?.Groups.Find(c.Args[2]) is not { } group)
        {
            c.Reply.Integer(0);
            return;
        }

        if (!c.TryIds(3, out var ids))
            return;
        var acknowledged = 0;
        foreach (var id in ids)
            acknowledged += group.Forget(id) ? 1 : 0;
        if (acknowledged > 0)
            c.Effect(c.Args);
        c.Reply.Integer(acknowledged);
    }

    private static void Create(WriteContext c)
    {
        if (!TryOptions(c, isCreate: true, out var makesStream, out var entriesRead))
            return;
        var key = c.Args[2];
        if (!c.TryStreamToWrite(key, out var stream))
            return;
        if (stream is null && !makesStream)
        {
            c.Reply.Error(NeedsKey);
            return;
        }

        var id = stream?.LastId ?? StreamId.Min;
        if (!c.Args[4].SequenceEqual("$"u8) && !c.TryId(4, out id))
            return;
        var isNew = stream is null;
        if (stream is null)
            c.Db.SetCollection(key, stream = new StreamValue());
        if (stream.AddGroup(c.Args[3], id, entriesRead) is null)
        {
            c.Reply.Error("BUSYGROUP Consumer Group name already exists"u8);
            return;
        }

        if (isNew)
            c.Modified(key, GroupCreated);
        else
            c.Announce(key, GroupCreated);
        c.Reply.Ok();
    }

    private static void SetId(WriteContext c)
    {
        if (!TryOptions(c, isCreate: false, out _, out var entriesRead) || !TryGroup(c, out var stream, out var group))
            return;
        var id = stream.LastId;
        if (!c.Args[4].SequenceEqual("$"u8) && !c.TryIdOrEdge(4, out id))
            return;
        (group.LastId, group.EntriesRead) = (id, entriesRead);
        c.Announce(c.Args[2], GroupSet);
        c.Reply.Ok();
    }

    private static void Destroy(WriteContext c)
    {
        var key = c.Args[2];
        if (!TryExistingStream(c, out var stream))
            return;
        if (stream.Groups.Find(c.Args[3]) is not { } group)
        {
            c.Reply.Integer(0);
            return;
        }

        stream.RemoveGroup(group);
        c.Modified(key, GroupDestroyed);
        c.Reply.Integer(1);
    }

    private static void CreateConsumer(WriteContext c)
    {
        if (!TryGroup(c, out _, out var group))
            return;
        var isNew = group.FindConsumer(c.Args[4]) is null;
        if (isNew)
            AddConsumer(c, group, c.Args[2], c.Args[4]);
        c.Reply.Integer(isNew ? 1 : 0);
    }

    private static void DelConsumer(WriteContext c)
    {
        if (!TryGroup(c, out _, out var group))
            return;
        if (group.FindConsumer(c.Args[4]) is not { } consumer)
            c.Reply.Integer(0);
        else if (consumer.Pending.Count > c.Settings.SliceElements)
            c.Suspend(new StreamConsumerRemoval(group, consumer, c.Args[2].ToArray()));
        else
        {
            var pending = consumer.Pending.Count;
            group.RemoveConsumer(consumer);
            EndDelConsumer(c, pending);
        }
    }

    /// <summary>Tells that a consumer was deleted.</summary>
    public static void EndDelConsumer(WriteContext c, int pending)
    {
        c.Announce(c.Args[2], ConsumerDeleted);
        c.Reply.Integer(pending);
    }

    private static void Help(ReadContext c)
    {
        ReadOnlySpan<string> lines =
        [
            "XGROUP <subcommand> <key> <group> [...], where the subcommand is one of:",
            "CREATE <key> <group> <id|$> [MKSTREAM] [ENTRIESREAD <count>]",
            "    Makes a group that reads on after an id; MKSTREAM makes the stream too if there is none.",
            "CREATECONSUMER <key> <group> <consumer>",
            "    Makes a consumer.",
            "DELCONSUMER <key> <group> <consumer>",
            "    Removes a consumer; its pending entries are pending no longer.",
            "DESTROY <key> <group>",
            "    Removes a group.",
            "SETID <key> <group> <id|$> [ENTRIESREAD <count>]",
            "    Sets after which id the group reads on.",
            "HELP",
            "    These lines.",
        ];
        c.Reply.Array(lines.Length);
        foreach (var line in lines)
            c.Reply.Simple(System.Text.Encoding.ASCII.GetBytes(line));
    }

    /// <summary>The options after the id; false, with the error written, when they are wrong.</summary>
    private static bool TryOptions(WriteContext c, bool isCreate, out bool makesStream, out long entriesRead)
    {
        makesStream = false;
        entriesRead = StreamGroup.UnknownReads;
        var isSound = true;
        for (var i = 5; i < c.Args.Count && isSound; i++)
        {
            if (isCreate && c.Is(i, "MKSTREAM"u8))
            {
                makesStream = true;
            }
            else if (i + 1 < c.Args.Count && c.Is(i, "ENTRIESREAD"u8))
            {
                if (!c.TryLong(++i, out entriesRead))
                    return false;
                if (entriesRead >= StreamGroup.UnknownReads)
                    continue;
                c.Reply.Error("ERR value for ENTRIESREAD must be positive or -1"u8);
                return false;
            }
            else
            {
                isSound = false;
            }
        }

        if (isSound && c.Args.Count <= (isCreate ? 8 : 7))
            return true;
        c.Reply.Error(StreamErrors.WrongSubcommand("XGROUP"u8, c.Args[1]));
        return false;
    }

    private static bool TryExistingStream(WriteContext c, out StreamValue stream)
    {
        stream = null!;
        if (!c.TryStreamToWrite(c.Args[2], out var found))
            return false;
        if (found is null)
            c.Reply.Error(NeedsKey);
        else
            stream = found;
        return found is not null;
    }

    /// <summary>The stream and its group; false, with the error written, when there is none.</summary>
    private static bool TryGroup(WriteContext c, out StreamValue stream, out StreamGroup group)
    {
        group = null!;
        if (!TryExistingStream(c, out stream))
            return false;
        if (stream.Groups.Find(c.Args[3]) is { } found)
        {
            group = found;
            return true;
        }

        c.Reply.Error(StreamErrors.NoGroupOfKey(c.Args[3], c.Args[2]));
        return false;
    }
}

/// <summary>
/// XGROUP DELCONSUMER of one with many pending entries: those of the others are gathered aside, and take the place of all.
/// </summary>
internal sealed class StreamConsumerRemoval(StreamGroup group, StreamConsumer consumer, byte[] key) : ISlicedWrite
{
    private readonly StreamIndex<PendingEntry> _rest = new(new HeapTally());
    private IndexPlace _place;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0 && !group.Pending.IsEnd(_place); units--, _place = group.Pending.Next(_place))
        {
            var entry = group.Pending.ValueAt(_place);
            if (entry.Consumer != consumer)
                _rest.Add(group.Pending.IdAt(_place), entry);
        }

        return group.Pending.IsEnd(_place);
    }

    public void Apply(WriteContext c)
    {
        if (c.Find(key).IsNone)
        {
            c.Reply.Integer(0);
            return;
        }

        var pending = consumer.Pending.Count;
        group.RemoveConsumer(consumer, _rest);
        StreamGroupCommands.EndDelConsumer(c, pending);
    }
}
