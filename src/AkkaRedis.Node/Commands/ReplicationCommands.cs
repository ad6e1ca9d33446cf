using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// Commands about replicas of the Redis protocol. There are none: what asks for one is refused, and what only asks about them
/// gets the answer of a redis-server without replicas.
/// </summary>
internal static class ReplicationCommands
{
    private const CommandFlags Changes = Admin | NoScript | Stale;
    private const CommandFlags Stream = Admin | NoScript | NoAsyncLoading;

    public static readonly CommandRow[] Rows =
    [
        NodeCommand.Of("failover", -1, Changes, Failover, "server", "6.2.0", "Lets a replica take over; there are none."),
        NodeCommand.Of("migrate", -6, Write | MovableKeys, NotSupported("MIGRATE"), "generic", "2.6.0",
            "Moves keys to another server; refused.", keys: new KeySpec(3, 3, 1)),
        NodeCommand.Of("psync", -3, Stream | NoMulti, NotSupported("PSYNC"), "server", "2.8.0", "Begins a stream of effects; refused."),
        NodeCommand.Of("replconf", -1, Changes | Loading | AllowBusy, NotSupported("REPLCONF"), "server", "3.0.0",
            "Tells about a replica; refused."),
        NodeCommand.Of("replicaof", 3, Changes | NoAsyncLoading, ReplicaOf, "server", "5.0.0", "Makes the server a replica; refused."),
        NodeCommand.Of("slaveof", 3, Changes | NoAsyncLoading, ReplicaOf, "server", "1.0.0", "Makes the server a replica; refused."),
        NodeCommand.Of("sync", 1, Stream | NoMulti, NotSupported("SYNC"), "server", "1.0.0", "Begins a stream of effects; refused."),
        NodeCommand.Of("wait", 3, NoScript, Wait, "generic", "3.0.0", "Tells how many replicas have the writes: none."),
    ];

    private static NodeFunction NotSupported(string name) =>
        Refusals.With($"ERR {name} is not supported yet: this server has no replicas and is none");

    private static void Failover(ClientContext c)
    {
        if (c.Args.Count == 2 && c.Is(1, "ABORT"u8))
            c.Reply.Error("ERR No failover in progress."u8);
        else if (AreFailoverOptions(c))
            c.Reply.Error("ERR FAILOVER requires connected replicas."u8);
    }

    /// <summary>False with the error written.</summary>
    private static bool AreFailoverOptions(ClientContext c)
    {
        for (var i = 1; i < c.Args.Count; i++)
        {
            var left = c.Args.Count - 1 - i;
            if (c.Is(i, "TO"u8) && left >= 2)
            {
                i += 2;
            }
            else if (c.Is(i, "TIMEOUT"u8) && left >= 1)
            {
                if (!c.TryLong(++i, out _))
                    return false;
            }
            else if (!c.Is(i, "FORCE"u8))
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }
        }

        return true;
    }

    private static void ReplicaOf(ClientContext c)
    {
        if (c.Is(1, "NO"u8) && c.Is(2, "ONE"u8))
            c.Reply.Ok();
        else
            c.Error("ERR ", c.Args[0], " is not supported yet: this server cannot be a replica");
    }

    /// <summary>No replica can acknowledge, now or after any time, so that there is nothing to wait for.</summary>
    private static void Wait(ClientContext c)
    {
        if (!c.TryLong(1, out _))
            return;
        if (!Numbers.TryParseLong(c.Args[2], out var timeoutMs))
            c.Reply.Error("ERR timeout is not an integer or out of range"u8);
        else if (timeoutMs < 0)
            c.Reply.Error("ERR timeout is negative"u8);
        else
            c.Reply.Integer(0);
    }
}
