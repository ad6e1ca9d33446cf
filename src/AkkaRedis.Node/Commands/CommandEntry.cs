using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// A row as COMMAND INFO tells it: name, arity, flags, first and last key and step, ACL categories, tips, key
/// specifications, subcommands. All of it but the specifications is derived from the row; tips from how its replies are merged
/// over shards.
/// </summary>
internal static class CommandEntry
{
    /// <summary>Flags in the order in which COMMAND lists them; may_replicate it does not tell.</summary>
    private static readonly (CommandFlags Flag, string Name)[] FlagNames =
    [
        (CommandFlags.Write, "write"),
        (CommandFlags.ReadOnly, "readonly"),
        (CommandFlags.DenyOom, "denyoom"),
        (CommandFlags.Admin, "admin"),
        (CommandFlags.PubSub, "pubsub"),
        (CommandFlags.NoScript, "noscript"),
        (CommandFlags.Blocking, "blocking"),
        (CommandFlags.Loading, "loading"),
        (CommandFlags.Stale, "stale"),
        (CommandFlags.SkipMonitor, "skip_monitor"),
        (CommandFlags.SkipSlowLog, "skip_slowlog"),
        (CommandFlags.Asking, "asking"),
        (CommandFlags.Fast, "fast"),
        (CommandFlags.NoAuth, "no_auth"),
        (CommandFlags.OnlySentinel, "only_sentinel"),
        (CommandFlags.NoMandatoryKeys, "no_mandatory_keys"),
        (CommandFlags.NoAsyncLoading, "no_async_loading"),
        (CommandFlags.NoMulti, "no_multi"),
        (CommandFlags.MovableKeys, "movablekeys"),
        (CommandFlags.AllowBusy, "allow_busy"),
    ];

    public static List<string> FlagNamesOf(CommandRow row) => [.. from f in FlagNames where (row.Flags & f.Flag) != 0 select f.Name];

    public static void Write(RespWriter to, CommandRow row)
    {
        to.Array(10);
        to.Bulk(row.NameBytes);
        to.Integer(row.Arity);
        WriteStatuses(to, FlagNamesOf(row));
        to.Integer(row.Keys.First);
        to.Integer(row.Keys.Last);
        to.Integer(row.Keys.Step);
        WriteStatuses(to, AclCategories.NamesOf(AclCategories.Of(row)));
        WriteTips(to, row);
        KeySpecificationEntry.WriteAll(to, KeySpecificationTable.Of(row.Name));
        WriteSubcommands(to, row);
    }

    /// <summary>What a command does to a key, as a set of words.</summary>
    public static void WriteKeyUse(RespWriter to, KeyUse use) => WriteStatuses(to, KeyUseNames.Of(use));

    private static void WriteStatuses(RespWriter to, IReadOnlyList<string> names)
    {
        to.Set(names.Count);
        foreach (var name in names)
            to.Simple(System.Text.Encoding.ASCII.GetBytes(name));
    }

    private static void WriteTips(RespWriter to, CommandRow row)
    {
        var tips = TipsOf(row.Merge);
        to.Set(tips.Length);
        foreach (var tip in tips)
            to.Bulk(tip);
    }

    private static string[] TipsOf(ReplyMerge merge) => merge switch
    {
        ReplyMerge.SumByKey => ["request_policy:multi_shard", "response_policy:agg_sum"],
        ReplyMerge.ArrayByKey => ["request_policy:multi_shard"],
        ReplyMerge.SumAll => ["request_policy:all_shards", "response_policy:agg_sum"],
        ReplyMerge.ConcatAll => ["request_policy:all_shards", "nondeterministic_output_order"],
        ReplyMerge.SameAll => ["request_policy:all_nodes", "response_policy:all_succeeded"],
        ReplyMerge.AllTrueAll => ["request_policy:all_shards", "response_policy:agg_logical_and"],
        ReplyMerge.OkAll => ["request_policy:all_shards", "response_policy:all_succeeded"],
        ReplyMerge.Scan => ["nondeterministic_output", "request_policy:special"],
        ReplyMerge.FirstNonNull => ["request_policy:all_shards", "nondeterministic_output"],
        _ => [],
    };

    private static void WriteSubcommands(RespWriter to, CommandRow row)
    {
        if (row.Subcommands.Count == 0)
        {
            to.Set(0);
            return;
        }

        to.Array(row.Subcommands.Count);
        foreach (var sub in row.Subcommands)
            Write(to, sub);
    }
}
