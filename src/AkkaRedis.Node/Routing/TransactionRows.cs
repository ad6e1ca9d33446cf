using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Routing;

internal enum TransactionVerb
{
    Multi,
    Exec,
    Discard,
}

/// <summary>MULTI, EXEC and DISCARD: carried out by the router itself, because they change how commands are routed.</summary>
internal sealed class TransactionRow : CommandRow
{
    private TransactionRow(string name, TransactionVerb verb, CommandFlags flags, string since, string summary)
        : base(name, 1, flags, KeySpec.None)
    {
        Verb = verb;
        Group = "transactions";
        Since = since;
        Summary = summary;
    }

    public TransactionVerb Verb { get; }

    public static readonly CommandRow[] Rows =
    [
        new TransactionRow("multi", TransactionVerb.Multi, NoScript | Loading | Stale | Fast | AllowBusy, "1.2.0",
            "Begins a transaction: commands are queued until EXEC."),
        new TransactionRow("exec", TransactionVerb.Exec, NoScript | Loading | Stale | SkipSlowLog, "1.2.0",
            "Runs the queued commands as one unit."),
        new TransactionRow("discard", TransactionVerb.Discard, NoScript | Loading | Stale | Fast | AllowBusy, "2.0.0",
            "Drops the queued commands and ends the transaction."),
    ];
}
