using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Protocol;

namespace AkkaRedis.Node.Commands;

/// <summary>Kinds of clients that CLIENT LIST and CLIENT KILL tell apart.</summary>
internal enum ClientType
{
    Normal,
    Replica,
    PubSub,
    Master,
}

/// <summary>Which connections CLIENT KILL means: all conditions that were given must hold; SKIPME is yes unless told.</summary>
internal sealed class ClientFilter
{
    private long? _id;
    private string? _address;
    private string? _localAddress;
    private string? _user;
    private ClientType? _type;

    public bool SkipMe { get; private set; } = true;

    public bool Matches(Session s) =>
        (_id is null || _id == s.Id) &&
        (_address is null || _address == ClientLine.Address(s.RemoteAddress)) &&
        (_localAddress is null || _localAddress == ClientLine.Address(s.LocalAddress)) &&
        (_user is null || _user == s.User) &&
        (_type is null || _type == TypeOf(s));

    public static ClientType TypeOf(Session s) => s.IsSubscribed ? ClientType.PubSub : ClientType.Normal;

    /// <summary>Reads option and value pairs; null, with the error written, when they are wrong.</summary>
    public static ClientFilter? Read(ClientContext c, int firstArg)
    {
        var filter = new ClientFilter();
        for (var i = firstArg; i < c.Args.Count; i += 2)
        {
            if (i + 1 >= c.Args.Count)
            {
                c.Reply.Error(Errors.Syntax);
                return null;
            }

            if (!filter.TryOption(c, i))
                return null;
        }

        return filter;
    }

    /// <summary>The type named by an argument; false, with the error written, when there is none of that name.</summary>
    public static bool TryType(ClientContext c, int arg, out ClientType type)
    {
        type = ClientType.Normal;
        if (c.Is(arg, "NORMAL"u8))
            return true;
        type = ClientType.Replica;
        if (c.Is(arg, "REPLICA"u8) || c.Is(arg, "SLAVE"u8))
            return true;
        type = ClientType.PubSub;
        if (c.Is(arg, "PUBSUB"u8))
            return true;
        type = ClientType.Master;
        if (c.Is(arg, "MASTER"u8))
            return true;
        c.Error("ERR Unknown client type '", c.Args[arg], "'");
        return false;
    }

    private bool TryOption(ClientContext c, int arg)
    {
        if (c.Is(arg, "ID"u8))
            return TryId(c, arg + 1);
        if (c.Is(arg, "TYPE"u8))
            return TryClientType(c, arg + 1);
        if (c.Is(arg, "USER"u8))
            return TryUser(c, arg + 1);
        if (c.Is(arg, "ADDR"u8))
            _address = c.Text(arg + 1);
        else if (c.Is(arg, "LADDR"u8))
            _localAddress = c.Text(arg + 1);
        else if (c.Is(arg, "SKIPME"u8) && c.Is(arg + 1, "YES"u8))
            SkipMe = true;
        else if (c.Is(arg, "SKIPME"u8) && c.Is(arg + 1, "NO"u8))
            SkipMe = false;
        else
            return Syntax(c);
        return true;
    }

    private static bool Syntax(ClientContext c)
    {
        c.Reply.Error(Errors.Syntax);
        return false;
    }

    private bool TryId(ClientContext c, int arg)
    {
        if (Numbers.TryParseLong(c.Args[arg], out var id) && id > 0)
        {
            _id = id;
            return true;
        }

        c.Reply.Error("ERR client-id should be greater than 0"u8);
        return false;
    }

    private bool TryClientType(ClientContext c, int arg)
    {
        var known = TryType(c, arg, out var type);
        _type = type;
        return known;
    }

    private bool TryUser(ClientContext c, int arg)
    {
        if (c.Args[arg].SequenceEqual(Authentication.DefaultUser))
        {
            _user = Encoding.ASCII.GetString(c.Args[arg]);
            return true;
        }

        c.Error("ERR No such user '", c.Args[arg], "'");
        return false;
    }
}
