using System.Security.Cryptography;
using System.Text;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>ACL: there is one user, "default", who may do everything; what would make or change users is refused.</summary>
internal static class AclCommands
{
    private const CommandFlags Own = NoScript | Loading | Stale;
    private const CommandFlags Administration = Own | Admin;
    private const int UsualBits = 256;
    private const int MaxBits = 4096;

    private static readonly NodeFunction NoFile = Refusals.With(
        "ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER command and " +
        "then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order to store users in the Redis " +
        "configuration.");

    private static readonly NodeFunction OneUser = Refusals.With("ERR ACL SETUSER is not supported yet: the default user is the only one");

    public static readonly NodeCommand Container = Containers.Container("acl", "server", "6.0.0",
        "Commands about users and what they may do.",
    [
        .. UserRows(),
        Row("cat", -2, Own, Cat, "6.0.0", "Lists the categories of commands, or the commands of one."),
        Row("genpass", -2, Own, GenPass, "6.0.0", "Makes up a password."),
        Row("help", 2, Loading | Stale, Containers.Help, "6.0.0", "Tells about the subcommands."),
        Row("load", 2, Administration, NoFile, "6.0.0", "Reads the users from a file; refused."),
        Row("log", -2, Administration, AclLog.Run, "6.0.0", "Tells the logins that failed, or forgets them."),
        Row("save", 2, Administration, NoFile, "6.0.0", "Writes the users to a file; refused."),
        Row("whoami", 2, Own, c => c.Reply.Bulk(c.Session.User), "6.0.0", "Tells the user of the connection."),
    ]);

    private static CommandRow[] UserRows() =>
    [
        Row("deluser", -3, Administration, DelUser, "6.0.0", "Removes users; the default one cannot be."),
        Row("dryrun", -4, Administration, DryRun, "7.0.0", "Tells whether a user may run a command."),
        Row("getuser", 3, Administration, GetUser, "6.0.0", "Tells what a user may do."),
        Row("list", 2, Administration, List, "6.0.0", "Lists the users and what they may do."),
        Row("setuser", -3, Administration, OneUser, "6.0.0", "Makes or changes a user; refused."),
        Row("users", 2, Administration, Users, "6.0.0", "Lists the names of the users."),
    ];

    private static NodeCommand Row(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary) =>
        NodeCommand.Of($"acl|{name}", arity, flags, function, "server", since, summary);

    private static void Cat(ClientContext c)
    {
        if (c.Args.Count > 3)
        {
            c.Error("ERR unknown subcommand or wrong number of arguments for '", c.Args[1], "'. Try ACL HELP.");
            return;
        }

        if (c.Args.Count == 2)
        {
            WriteTexts(c, AclCategories.NamesOf((AclCategory)~0).Select(name => name[1..]));
            return;
        }

        if (!AclCategories.TryParse(c.Text(2), out var category))
        {
            c.Error("ERR Unknown category '", c.Args[2], "'");
            return;
        }

        WriteTexts(c, c.Node.Commands.All
            .Where(row => row.Subcommands.Count == 0 && (AclCategories.Of(row) & category) != 0).Select(row => row.Name));
    }

    /// <summary>Each hex digit has four of the bits.</summary>
    private static void GenPass(ClientContext c)
    {
        long bits = UsualBits;
        if (c.Args.Count > 2 && !c.TryLong(2, out bits))
            return;
        if (bits is <= 0 or > MaxBits || c.Args.Count > 3)
        {
            c.Reply.Error("ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096"u8);
            return;
        }

        c.Reply.Bulk(RandomNumberGenerator.GetHexString((int)(bits + 3) / 4, lowercase: true));
    }

    private static void DelUser(ClientContext c)
    {
        for (var i = 2; i < c.Args.Count; i++)
        {
            if (!c.Args[i].SequenceEqual(Authentication.DefaultUser))
                continue;
            c.Reply.Error("ERR The 'default' user cannot be removed"u8);
            return;
        }

        c.Reply.Integer(0);
    }

    private static void DryRun(ClientContext c)
    {
        if (!c.Args[2].SequenceEqual(Authentication.DefaultUser))
        {
            c.Error("ERR User '", c.Args[2], "' not found");
            return;
        }

        var command = c.Args.From(3);
        var row = c.Node.Commands.Find(command[0]);
        if (row is { Subcommands.Count: > 0 } && command.Count > 1)
            row = CommandTable.FindSubcommand(row, command[1]);
        if (row is null)
            c.Error("ERR Command '", command[0], "' not found");
        else if (!row.AcceptsArgCount(command.Count))
            c.Reply.Error(Protocol.Errors.WrongArgCount(row.Name));
        else
            c.Reply.Ok();
    }

    private static void GetUser(ClientContext c)
    {
        if (!c.Args[2].SequenceEqual(Authentication.DefaultUser))
        {
            c.Reply.Null();
            return;
        }

        c.Reply.Map(6);
        c.Reply.Bulk("flags"u8);
        var hasPassword = c.Node.ClientSettings.RequirePass.Length > 0;
        string[] flags = hasPassword ? ["on"] : ["on", "nopass"];
        c.Reply.Set(flags.Length);
        foreach (var flag in flags)
            c.Reply.Bulk(flag);
        c.Reply.Bulk("passwords"u8);
        WriteTexts(c, hasPassword ? [PasswordDigest(c)] : []);
        foreach (var (name, value) in new[] { ("commands", "+@all"), ("keys", "~*"), ("channels", "&*") })
        {
            c.Reply.Bulk(name);
            c.Reply.Bulk(value);
        }

        c.Reply.Bulk("selectors"u8);
        c.Reply.Array(0);
    }

    private static void List(ClientContext c)
    {
        var password = c.Node.ClientSettings.RequirePass.Length > 0 ? "#" + PasswordDigest(c) : "nopass";
        WriteTexts(c, [$"user default on {password} ~* &* +@all"]);
    }

    private static void Users(ClientContext c) => WriteTexts(c, ["default"]);

    private static string PasswordDigest(ClientContext c) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(c.Node.ClientSettings.RequirePass)));

    private static void WriteTexts(ClientContext c, IEnumerable<string> texts)
    {
        var all = texts.ToArray();
        c.Reply.Array(all.Length);
        foreach (var text in all)
            c.Reply.Bulk(text);
    }
}
