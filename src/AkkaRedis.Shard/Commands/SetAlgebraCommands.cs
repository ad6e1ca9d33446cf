using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Intersections, unions and differences of sets, told or stored; logged as they came.</summary>
internal static class SetAlgebraCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("sdiff", -2, None, KeySpec.All, SDiff, "set", "1.0.0", "Gives the members of a set that other sets lack."),
        ShardCommand.Write("sdiffstore", -3, DenyOom, KeySpec.All, SDiffStore, "set", "1.0.0",
            "Stores the members of a set that other sets lack."),
        ShardCommand.Read("sinter", -2, None, KeySpec.All, SInter, "set", "1.0.0", "Gives the members that sets have in common."),
        ShardCommand.Read("sintercard", -3, MovableKeys, new KeySpec(0, 0, 0, FindCountedKeys), SInterCard, "set", "7.0.0",
            "Counts the members that sets have in common."),
        ShardCommand.Write("sinterstore", -3, DenyOom, KeySpec.All, SInterStore, "set", "1.0.0",
            "Stores the members that sets have in common."),
        ShardCommand.Read("sunion", -2, None, KeySpec.All, SUnion, "set", "1.0.0", "Gives the members of all sets."),
        ShardCommand.Write("sunionstore", -3, DenyOom, KeySpec.All, SUnionStore, "set", "1.0.0", "Stores the members of all sets."),
    ];

    private const int FirstCountedKey = 2;

    private static void SDiff(ReadContext c) => Tell(c, SetOperation.Difference);

    private static void SDiffStore(WriteContext c) => SetStoreJob.Run(c, SetOperation.Difference);

    private static void SInter(ReadContext c) => Tell(c, SetOperation.Intersection);

    private static void SInterCard(ReadContext c)
    {
        if (!TryCountedKeys(c, out var keys) || !TryLimit(c, FirstCountedKey + keys, out var limit))
            return;
        if (SetInputs.TryRead(c, FirstCountedKey, keys, out var inputs))
            new SetCountJob(inputs, limit).Run(c);
    }

    private static void SInterStore(WriteContext c) => SetStoreJob.Run(c, SetOperation.Intersection);

    private static void SUnion(ReadContext c) => Tell(c, SetOperation.Union);

    private static void SUnionStore(WriteContext c) => SetStoreJob.Run(c, SetOperation.Union);

    private static void Tell(ReadContext c, SetOperation operation)
    {
        if (!SetInputs.TryRead(c, firstArg: 1, c.Args.Count - 1, out var inputs))
            return;
        var algebra = inputs.Algebra(operation);
        if (operation == SetOperation.Union && algebra.Only is null)
            new SetUnionJob(c, inputs, algebra).Run(c);
        else
            new SetTellJob(c, inputs, algebra).Run(c);
    }

    private static bool TryCountedKeys(ReadContext c, out int keys)
    {
        keys = 0;
        if (!Numbers.TryParseLong(c.Args[1], out var count) || count < 1)
        {
            c.Reply.Error("ERR numkeys should be greater than 0"u8);
            return false;
        }

        if (count > c.Args.Count - FirstCountedKey)
        {
            c.Reply.Error("ERR Number of keys can't be greater than number of args"u8);
            return false;
        }

        keys = (int)count;
        return true;
    }

    /// <summary>LIMIT count, at most so many; 0 for no limit.</summary>
    private static bool TryLimit(ReadContext c, int firstArg, out long limit)
    {
        limit = 0;
        for (var i = firstArg; i < c.Args.Count; i += 2)
        {
            if (!c.Is(i, "LIMIT"u8) || i + 1 == c.Args.Count)
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }

            if (!Numbers.TryParseLong(c.Args[i + 1], out limit) || limit < 0)
            {
                c.Reply.Error("ERR LIMIT can't be negative"u8);
                return false;
            }
        }

        return true;
    }

    private static bool FindCountedKeys(in Args args, List<int> into)
    {
        if (args.Count < 2 || !Numbers.TryParseLong(args[1], out var keys) || keys < 1 || keys > args.Count - FirstCountedKey)
            return false;
        for (var i = 0; i < keys; i++)
            into.Add(FirstCountedKey + i);
        return true;
    }
}
