using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// What a command that runs at the connection has at hand. One instance per connection, bound anew for every command; a
/// function keeps nothing of it. Exactly one reply per command.
/// </summary>
public sealed class ClientContext(Session session, NodeServices node)
{
    public Session Session { get; } = session;

    public NodeServices Node { get; } = node;

    /// <summary>The row being run; of a subcommand its own row.</summary>
    public CommandRow Row { get; internal set; } = null!;

    /// <summary>Arguments; index 0 is the command's name.</summary>
    public Args Args { get; internal set; }

    public RespWriter Reply { get; internal set; } = null!;

    /// <summary>Unix milliseconds.</summary>
    public long NowMs { get; internal set; }

    /// <summary>Set by a command after whose reply the connection closes (QUIT).</summary>
    public bool CloseAfterReply
    {
        get;
        set => Session.IsEnding = field = value;
    }

    /// <summary>It is one of the commands of a transaction that is being carried out.</summary>
    public bool IsQueued { get; internal set; }

    /// <summary>Set by a command that has no reply yet. Not for those that transactions and scripts may call.</summary>
    public NodeWork? Work { get; set; }

    /// <summary>Is the argument this word, in any letter case? <paramref name="upperCase"/> is given in upper case.</summary>
    public bool Is(int arg, ReadOnlySpan<byte> upperCase) => System.Text.Ascii.EqualsIgnoreCase(Args[arg], upperCase);

    /// <summary>An argument as text.</summary>
    public string Text(int arg) => System.Text.Encoding.UTF8.GetString(Args[arg]);

    /// <summary>An argument as 64-bit integer; false, with the error written, when it is none.</summary>
    public bool TryLong(int arg, out long value)
    {
        if (Numbers.TryParseLong(Args[arg], out value))
            return true;
        Reply.Error(Errors.NotInteger);
        return false;
    }
}
