using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>Commands about the connection itself, but CLIENT.</summary>
internal static class ConnectionCommands
{
    private const CommandFlags AlwaysAllowed = NoScript | Loading | Stale | Fast | NoAuth | AllowBusy;

    public static readonly CommandRow[] Rows =
    [
        Own("auth", -2, AlwaysAllowed, Auth, "1.0.0", "Authenticates the connection with a password.",
            "O(N) where N is the number of passwords defined for the user"),
        Own("echo", 2, Loading | Stale | Fast, Echo, "1.0.0", "Answers with the text it was given."),
        Own("hello", -1, AlwaysAllowed, Hello, "6.0.0",
            "Tells about server and connection; may switch the protocol, authenticate and name the connection first."),
        Own("ping", -1, Fast, Ping, "1.0.0", "Answers PONG, or the text it was given."),
        Own("quit", -1, AlwaysAllowed, Quit, "1.0.0", "Closes the connection after its reply."),
        NodeCommand.Of("reset", 1, AlwaysAllowed, Reset, "connection", "6.2.0", "Brings the connection back to how it was when opened."),
        Own("select", 2, Loading | Stale | Fast, Select, "1.0.0", "Changes the database of the connection."),
    ];

    private static NodeCommand Own(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary,
        string complexity = "O(1)") =>
        NodeCommand.Of(name, arity, flags, function, "connection", since, summary, complexity: complexity, isOrdered: false);

    private static void Auth(ClientContext c)
    {
        if (c.Args.Count > 3)
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }

        if (c.Args.Count == 2 && c.Node.ClientSettings.RequirePass.Length == 0)
        {
            c.Reply.Error("ERR AUTH <password> called without any password configured for the default user. "u8 +
                "Are you sure your configuration is correct?"u8);
            return;
        }

        var user = c.Args.Count == 3 ? c.Args[1] : Authentication.DefaultUser;
        if (Authentication.TryLogin(c, user, c.Args[c.Args.Count - 1]))
            c.Reply.Ok();
    }

    private static void Echo(ClientContext c) => c.Reply.Bulk(c.Args[1]);

    private static void Hello(ClientContext c)
    {
        var protocol = 0L;
        if (c.Args.Count > 1 && !TryProtocol(c, out protocol))
            return;
        if (!TryHelloOptions(c))
            return;
        if (Authentication.IsNeeded(c))
        {
            c.Reply.Error("NOAUTH HELLO must be called with the client already authenticated, otherwise the "u8 +
                "HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version "u8 +
                "at the same time"u8);
            return;
        }

        if (protocol != 0)
            c.Session.Protocol = (int)protocol;
        c.Reply.Protocol = c.Session.Protocol;
        WriteHello(c);
    }

    private static bool TryProtocol(ClientContext c, out long protocol)
    {
        if (!Numbers.TryParseLong(c.Args[1], out protocol))
        {
            c.Reply.Error("ERR Protocol version is not an integer or out of range"u8);
            return false;
        }

        if (protocol is 2 or 3)
            return true;
        c.Reply.Error("NOPROTO unsupported protocol version"u8);
        return false;
    }

    /// <summary>Options act one by one as they are read: one that fails does not undo those before it.</summary>
    private static bool TryHelloOptions(ClientContext c)
    {
        for (var i = 2; i < c.Args.Count; i++)
        {
            var left = c.Args.Count - 1 - i;
            if (c.Is(i, "AUTH"u8) && left >= 2)
            {
                if (!Authentication.TryLogin(c, c.Args[i + 1], c.Args[i + 2]))
                    return false;
                i += 2;
            }
            else if (c.Is(i, "SETNAME"u8) && left >= 1)
            {
                if (!ClientAttributes.TrySetName(c, i + 1))
                    return false;
                i++;
            }
            else
            {
                c.Error("ERR Syntax error in HELLO option '", c.Args[i], "'");
                return false;
            }
        }

        return true;
    }

    private static void WriteHello(ClientContext c)
    {
        var reply = c.Reply;
        reply.Map(7);
        reply.Bulk("server"u8);
        reply.Bulk("redis"u8);
        reply.Bulk("version"u8);
        reply.Bulk(ServerVersion.Redis);
        reply.Bulk("proto"u8);
        reply.Integer(c.Session.Protocol);
        reply.Bulk("id"u8);
        reply.Integer(c.Session.Id);
        reply.Bulk("mode"u8);
        reply.Bulk("standalone"u8);
        reply.Bulk("role"u8);
        reply.Bulk("master"u8);
        reply.Bulk("modules"u8);
        reply.Array(0);
    }

    private static void Ping(ClientContext c)
    {
        if (c.Args.Count > 2)
            c.Reply.Error(Errors.WrongArgCount(c.Row.Name));
        else if (c.Session is { Protocol: 2, IsSubscribed: true })
            Pong(c);
        else if (c.Args.Count == 2)
            c.Reply.Bulk(c.Args[1]);
        else
            c.Reply.Simple("PONG"u8);
    }

    /// <summary>The form of a message, for RESP2 clients that expect nothing else.</summary>
    private static void Pong(ClientContext c)
    {
        c.Reply.Array(2);
        c.Reply.Bulk("pong"u8);
        c.Reply.Bulk(c.Args.Count == 2 ? c.Args[1] : default);
    }

    private static void Quit(ClientContext c)
    {
        c.CloseAfterReply = true;
        c.Reply.Ok();
    }

    /// <summary>A transaction and its watches are ended by who holds them, before this runs.</summary>
    private static void Reset(ClientContext c)
    {
        var session = c.Session;
        MonitorCommand.End(c);
        if (session.Subscriber is { } subscriber)
        {
            c.Node.PubSub.UnsubscribeAll(subscriber);
            subscriber.DropMessages();
        }

        TrackingCommands.TurnOff(c);
        session.Db = 0;
        session.Name = "";
        session.Protocol = 2;
        session.ReplyMode = ReplyMode.On;
        session.User = Encoding.ASCII.GetString(Authentication.DefaultUser);
        session.IsAuthenticated = c.Node.ClientSettings.RequirePass.Length == 0;
        c.Reply.Protocol = 2;
        c.Reply.Simple("RESET"u8);
    }

    private static void Select(ClientContext c)
    {
        if (!c.TryLong(1, out var db))
            return;
        if (db is < int.MinValue or > int.MaxValue)
        {
            c.Reply.Error($"ERR value is out of range, value must between {int.MinValue} and {int.MaxValue}");
        }
        else if (db < 0 || db >= c.Node.Options.Databases)
        {
            c.Reply.Error(Errors.DbIndexOutOfRange);
        }
        else
        {
            c.Session.Db = (int)db;
            c.Reply.Ok();
        }
    }
}
