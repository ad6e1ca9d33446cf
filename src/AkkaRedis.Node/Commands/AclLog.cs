using System.Text;
using AkkaRedis.Node.Monitor;

namespace AkkaRedis.Node.Commands;

/// <summary>ACL LOG: the logins that failed. Nothing else is ever forbidden to the one user there is.</summary>
internal static class AclLog
{
    private const int UsualEntries = 10;

    /// <summary>Notes that the login of the command being run failed.</summary>
    public static void Note(ClientContext c, ReadOnlySpan<byte> user)
    {
        var client = new StringBuilder();
        ClientLine.Append(client, c.Session, c.NowMs);
        c.Node.LoginFailures.Add(
            new LoginFailure(
                c.Text(0), c.Session.QueuedCommands >= 0, Encoding.UTF8.GetString(user), 1, c.NowMs, client.ToString().TrimEnd('\n')),
            c.Node.Observation.AclLogMaxLength);
    }

    public static void Run(ClientContext c)
    {
        long count = UsualEntries;
        if (c.Args.Count > 3)
        {
            c.Error("ERR unknown subcommand or wrong number of arguments for '", c.Args[1], "'. Try ACL HELP.");
        }
        else if (c.Args.Count == 3 && c.Is(2, "RESET"u8))
        {
            c.Node.LoginFailures.Clear();
            c.Reply.Ok();
        }
        else if (c.Args.Count == 2 || c.TryLong(2, out count))
        {
            var failures = c.Node.LoginFailures.Newest((int)Math.Clamp(count, 0, int.MaxValue));
            c.Reply.Array(failures.Count);
            foreach (var failure in failures)
                Write(c, failure);
        }
    }

    private static void Write(ClientContext c, LoginFailure failure)
    {
        c.Reply.Map(7);
        c.Reply.Bulk("count"u8);
        c.Reply.Integer(failure.Count);
        WriteText(c, "reason", "auth");
        WriteText(c, "context", failure.IsInTransaction ? "multi" : "toplevel");
        WriteText(c, "object", failure.Command);
        WriteText(c, "username", failure.UserName);
        c.Reply.Bulk("age-seconds"u8);
        c.Reply.Double((c.NowMs - failure.LastAtMs) / 1000.0);
        WriteText(c, "client-info", failure.ClientInfo);
    }

    private static void WriteText(ClientContext c, string name, string value)
    {
        c.Reply.Bulk(name);
        c.Reply.Bulk(value);
    }
}
