using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// XINFO: what a stream, its groups and their consumers are like. The tree of redis-server's nodes is our row of chunks: its keys
/// are the chunks, and its nodes one more.
/// </summary>
internal static class StreamInfoCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Plain("xinfo", -2, None, KeySpec.None, NeverRuns, "stream", "5.0.0", "Tells about streams.", subcommands:
        [
            ShardCommand.Read("xinfo|consumers", 4, None, KeySpec.Second, Consumers, "stream", "5.0.0",
                "Tells about the consumers of a group."),
            ShardCommand.Read("xinfo|groups", 3, None, KeySpec.Second, Groups, "stream", "5.0.0", "Tells about the groups of a stream."),
            ShardCommand.Plain("xinfo|help", 2, Loading | Stale, KeySpec.None, Help, "stream", "5.0.0", "Lists the subcommands."),
            ShardCommand.Read("xinfo|stream", -3, None, KeySpec.Second, Stream, "stream", "5.0.0", "Tells about a stream."),
        ]),
    ];

    private static void NeverRuns(ReadContext c) => throw new InvariantException("xinfo runs through its subcommands");

    private static void Consumers(ReadContext c)
    {
        if (!TryStream(c, out var stream))
            return;
        if (stream.Groups.Find(c.Args[3]) is not { } group)
        {
            c.Reply.Error(StreamErrors.NoGroupOfKey(c.Args[3], c.Args[2]));
            return;
        }

        c.Reply.Array(group.Consumers.Count);
        for (var i = 0; i < group.Consumers.Count; i++)
        {
            var consumer = group.Consumers[i];
            c.Reply.Map(3);
            c.Reply.Bulk("name"u8);
            c.Reply.Bulk(consumer.Name);
            c.Reply.Number("pending"u8, consumer.Pending.Count);
            c.Reply.Number("idle"u8, Math.Max(c.NowMs - consumer.SeenAtMs, 0));
        }
    }

    private static void Groups(ReadContext c)
    {
        if (!TryStream(c, out var stream))
            return;
        c.Reply.Array(stream.Groups.Count);
        for (var i = 0; i < stream.Groups.Count; i++)
        {
            var group = stream.Groups[i];
            c.Reply.Map(6);
            c.Reply.Bulk("name"u8);
            c.Reply.Bulk(group.Name);
            c.Reply.Number("consumers"u8, group.Consumers.Count);
            c.Reply.Number("pending"u8, group.Pending.Count);
            c.Reply.Id("last-delivered-id"u8, group.LastId);
            c.Reply.Progress(stream, group);
        }
    }

    private static void Help(ReadContext c)
    {
        ReadOnlySpan<string> lines =
        [
            "XINFO <subcommand> [...], where the subcommand is one of:",
            "CONSUMERS <key> <group>",
            "    The consumers of a group.",
            "GROUPS <key>",
            "    The groups of a stream.",
            "STREAM <key> [FULL [COUNT <count>]]",
            "    The stream itself; with FULL its first entries and pending entries too.",
            "HELP",
            "    These lines.",
        ];
        c.Reply.Array(lines.Length);
        foreach (var line in lines)
            c.Reply.Simple(System.Text.Encoding.ASCII.GetBytes(line));
    }

    private static void Stream(ReadContext c)
    {
        if (!TryStream(c, out var stream) || !TryFull(c, out var isFull, out var count))
            return;
        if (isFull)
        {
            StreamFullInfo.Run(c, stream, count);
            return;
        }

        c.Reply.Map(10);
        WriteCounts(c.Reply, stream);
        c.Reply.Number("groups"u8, stream.Groups.Count);
        WriteEdge(c.Reply, "first-entry"u8, stream, isLast: false);
        WriteEdge(c.Reply, "last-entry"u8, stream, isLast: true);
    }

    /// <summary>Writes the seven counts and ids that both forms start with.</summary>
    internal static void WriteCounts(RespWriter reply, StreamView stream)
    {
        reply.Number("length"u8, stream.Count);
        reply.Number("radix-tree-keys"u8, stream.Chunks.Count);
        reply.Number("radix-tree-nodes"u8, stream.Chunks.Count + 1);
        reply.Id("last-generated-id"u8, stream.LastId);
        reply.Id("max-deleted-entry-id"u8, stream.MaxDeletedId);
        reply.Number("entries-added"u8, stream.EntriesAdded);
        reply.Id("recorded-first-entry-id"u8, stream.FirstLiveId);
    }

    private static void WriteEdge(RespWriter reply, ReadOnlySpan<byte> name, StreamView stream, bool isLast)
    {
        reply.Bulk(name);
        if (stream.Count == 0 || !reply.EntryOf(stream, isLast ? stream.LastLiveId : stream.FirstLiveId))
            reply.Null();
    }

    private static bool TryFull(ReadContext c, out bool isFull, out long count)
    {
        count = 10;
        isFull = c.Args.Count > 3;
        if (!isFull)
            return true;
        if (c.Args.Count is not (4 or 6) || !c.Is(3, "FULL"u8) || (c.Args.Count == 6 && !c.Is(4, "COUNT"u8)))
        {
            c.Reply.Error(StreamErrors.WrongSubcommand("XINFO"u8, c.Args[1]));
            return false;
        }

        if (c.Args.Count == 6 && !c.TryLong(5, out count))
            return false;
        count = count < 0 ? 10 : count;
        return true;
    }

    private static bool TryStream(ReadContext c, out StreamView stream)
    {
        stream = null!;
        if (!c.TryStream(c.Args[2], out var found))
            return false;
        if (found is null)
            c.Reply.Error(Errors.NoSuchKey);
        else
            stream = found;
        return found is not null;
    }
}
