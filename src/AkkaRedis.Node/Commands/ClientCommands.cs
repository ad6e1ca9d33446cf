using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>CLIENT: what a connection may know and change of itself, and of the others.</summary>
internal static class ClientCommands
{
    private const CommandFlags Own = NoScript | Loading | Stale;
    private const CommandFlags Others = Own | Admin;
    private const string Clients = "O(N) where N is the number of client connections";

    public static readonly NodeCommand Container = Containers.Container("client", "connection", "2.4.0",
        "Commands about client connections.",
        OwnRow("caching", 3, Own, TrackingCommands.Caching, "6.0.0",
            "Says whether keys that the next command reads are tracked (YES or NO), in the modes that ask for it."),
        OwnRow("getname", 2, Own, GetName, "2.6.9", "Tells the name of the connection."),
        OwnRow("getredir", 2, Own, TrackingCommands.GetRedirect, "6.0.0",
            "Tells the id of the connection that invalidations go to; 0 is this one, -1 is without tracking."),
        Row("help", 2, Loading | Stale, Containers.Help, "5.0.0", "Tells about the subcommands."),
        OwnRow("id", 2, Own, Id, "5.0.0", "Tells the id of the connection."),
        Row("info", 2, Own, Info, "6.2.0", "Tells all about the connection, as a line of CLIENT LIST."),
        Row("kill", -3, Others, Kill, "2.4.0", "Closes the connections that fit the given address, id, type or user.", Clients),
        Row("list", -2, Others, List, "2.4.0", "Lists the connections, or those of a type or with given ids.", Clients),
        OwnRow("no-evict", 3, Others, NoEvict, "7.0.0", "Keeps the connection (ON) when clients are evicted, or no longer (OFF)."),
        Row("pause", -3, Others, PauseCommands.Pause, "2.9.50",
            "Lets commands (ALL), or only those that write (WRITE), wait for so many milliseconds."),
        OwnRow("reply", 3, Own, Reply, "3.2.0", "Turns replies ON or OFF, or leaves out the next one (SKIP)."),
        OwnRow("setinfo", 4, Own, SetInfo, "7.2.0", "Tells the server the client library's name (LIB-NAME) or version (LIB-VER)."),
        OwnRow("setname", 3, Own, SetName, "2.6.9", "Names the connection."),
        Row("tracking", -3, Own, TrackingCommands.Tracking, "6.0.0",
            "Turns tracking ON or OFF: messages about changes of keys that the connection has read.",
            "O(1). Some options may introduce additional complexity."),
        Row("trackinginfo", 2, Own, TrackingCommands.Info, "6.2.0", "Tells how the connection tracks keys."),
        Row("unblock", -3, Others, Unblock, "5.0.0", "Ends the wait of a blocking command of another connection.",
            "O(log N) where N is the number of client connections"),
        Row("unpause", 2, Others, PauseCommands.Unpause, "6.2.0", "Ends a pause.", "O(N) Where N is the number of paused clients"));

    /// <summary>About nothing but the connection.</summary>
    private static NodeCommand OwnRow(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary) =>
        NodeCommand.Of($"client|{name}", arity, flags, function, "connection", since, summary, isOrdered: false);

    private static NodeCommand Row(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary,
        string complexity = "O(1)") =>
        NodeCommand.Of($"client|{name}", arity, flags, function, "connection", since, summary, complexity: complexity);

    private static void GetName(ClientContext c)
    {
        if (c.Session.Name.Length == 0)
            c.Reply.Null();
        else
            c.Reply.Bulk(c.Session.Name);
    }

    private static void Id(ClientContext c) => c.Reply.Integer(c.Session.Id);

    private static void Info(ClientContext c)
    {
        WriteLines(c, [c.Session]);
    }

    /// <summary>Two forms: an address alone, which must exist; or filters, answered by how many connections fitted.</summary>
    private static void Kill(ClientContext c)
    {
        if (c.Args.Count == 3)
        {
            KillAddress(c, c.Text(2));
            return;
        }

        if (ClientFilter.Read(c, 2) is not { } filter)
            return;
        var killed = 0;
        foreach (var client in c.Node.Clients.Snapshot())
        {
            if (!filter.Matches(client.Session) || (filter.SkipMe && client.Session.Id == c.Session.Id))
                continue;
            Close(c, client);
            killed++;
        }

        c.Reply.Integer(killed);
    }

    private static void KillAddress(ClientContext c, string address)
    {
        var client = c.Node.Clients.Snapshot().FirstOrDefault(k => ClientLine.Address(k.Session.RemoteAddress) == address);
        if (client is null)
        {
            c.Reply.Error("ERR No such client"u8);
            return;
        }

        Close(c, client);
        c.Reply.Ok();
    }

    /// <summary>A connection that kills itself still gets its reply.</summary>
    private static void Close(ClientContext c, IClientHandle client)
    {
        if (client.Session.Id == c.Session.Id)
            c.CloseAfterReply = true;
        else
            client.Kill();
    }

    private static void List(ClientContext c)
    {
        IReadOnlyList<IClientHandle>? clients;
        if (c.Args.Count == 2)
            clients = c.Node.Clients.Snapshot();
        else if (c.Is(2, "TYPE"u8) && c.Args.Count == 4)
            clients = OfType(c);
        else if (c.Is(2, "ID"u8) && c.Args.Count > 3)
            clients = WithIds(c);
        else
            clients = Refused(c, Errors.Syntax);
        if (clients is not null)
            WriteLines(c, clients.Select(client => client.Session));
    }

    /// <summary>Of arguments being carried out there are only those of this command here.</summary>
    private static void WriteLines(ClientContext c, IEnumerable<Session> sessions)
    {
        for (var i = 0; i < c.Args.Count; i++)
            c.Session.ArgumentBytes += c.Args[i].Length;
        var text = new StringBuilder();
        foreach (var session in sessions)
            ClientLine.Append(text, session, c.NowMs);
        c.Session.ArgumentBytes = 0;
        c.Reply.Verbatim("txt"u8, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static IReadOnlyList<IClientHandle>? OfType(ClientContext c)
    {
        if (!ClientFilter.TryType(c, 3, out var type))
            return null;
        return c.Node.Clients.Snapshot().Where(client => ClientFilter.TypeOf(client.Session) == type).ToList();
    }

    private static IReadOnlyList<IClientHandle>? WithIds(ClientContext c)
    {
        var found = new List<IClientHandle>();
        for (var i = 3; i < c.Args.Count; i++)
        {
            if (!Numbers.TryParseLong(c.Args[i], out var id))
                return Refused(c, "ERR Invalid client ID"u8);
            if (c.Node.Clients.Find(id) is { } client)
                found.Add(client);
        }

        return found;
    }

    private static IReadOnlyList<IClientHandle>? Refused(ClientContext c, ReadOnlySpan<byte> error)
    {
        c.Reply.Error(error);
        return null;
    }

    private static void NoEvict(ClientContext c)
    {
        var on = c.Is(2, "ON"u8);
        if (!on && !c.Is(2, "OFF"u8))
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }

        c.Session.NoEvict = on;
        c.Reply.Ok();
    }

    /// <summary>OFF and SKIP have no reply of their own; SKIP changes nothing while replies are off.</summary>
    private static void Reply(ClientContext c)
    {
        if (c.Is(2, "ON"u8))
        {
            c.Session.ReplyMode = ReplyMode.On;
            c.Reply.Ok();
        }
        else if (c.Is(2, "OFF"u8))
        {
            c.Session.ReplyMode = ReplyMode.Off;
        }
        else if (!c.Is(2, "SKIP"u8))
        {
            c.Reply.Error(Errors.Syntax);
        }
        else if (c.Session.ReplyMode != ReplyMode.Off)
        {
            c.Session.ReplyMode = ReplyMode.SkipNext;
        }
    }

    private static void SetInfo(ClientContext c)
    {
        if (ClientAttributes.TrySetInfo(c))
            c.Reply.Ok();
    }

    private static void Unblock(ClientContext c)
    {
        var withError = c.Args.Count == 4 && c.Is(3, "ERROR"u8);
        if (c.Args.Count > 4)
        {
            c.Error("ERR unknown subcommand or wrong number of arguments for '", c.Args[1], "'. Try CLIENT HELP.");
            return;
        }

        if (c.Args.Count == 4 && !withError && !c.Is(3, "TIMEOUT"u8))
        {
            c.Reply.Error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR"u8);
            return;
        }

        if (c.TryLong(2, out var id))
            c.Reply.Integer(c.Node.Clients.Find(id)?.TryUnblock(withError) == true ? 1 : 0);
    }

    private static void SetName(ClientContext c)
    {
        if (ClientAttributes.TrySetName(c, 2))
            c.Reply.Ok();
    }
}
