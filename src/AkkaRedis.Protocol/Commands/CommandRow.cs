namespace AkkaRedis.Protocol.Commands;

/// <summary>
/// One command as data: everything the server and its clients need to know of it without running it. COMMAND, arity errors,
/// routing, MULTI and OOM checks and statistics derive from the row. The layers above add the function (see the Shard and
/// Node layers); this type has none, so that programs outside the server can use the table.
/// </summary>
public abstract class CommandRow
{
    private IReadOnlyList<CommandRow> _subcommands = [];

    protected CommandRow(string name, int arity, CommandFlags flags, KeySpec keys)
    {
        Name = name;
        NameBytes = System.Text.Encoding.ASCII.GetBytes(name);
        Arity = arity;
        Flags = flags;
        Keys = keys;
    }

    /// <summary>Lower-case name; a subcommand's is "container|sub".</summary>
    public string Name { get; }

    public byte[] NameBytes { get; }

    /// <summary>Arguments including the name; negative means "at least".</summary>
    public int Arity { get; }

    public CommandFlags Flags { get; }

    public KeySpec Keys { get; }

    public ReplyMerge Merge { get; init; }

    /// <summary>Group as COMMAND DOCS names it: string, hash, list, generic, connection, server, transactions, …</summary>
    public string Group { get; init; } = "";

    /// <summary>Redis version in which the command appeared.</summary>
    public string Since { get; init; } = "";

    public string Summary { get; init; } = "";

    /// <summary>Time complexity as COMMAND DOCS tells it; empty when not stated.</summary>
    public string Complexity { get; init; } = "";

    /// <summary>Dense number given by the table that holds the row; indexes per-command statistics. -1 until then.</summary>
    public int Id { get; internal set; } = -1;

    public IReadOnlyList<CommandRow> Subcommands
    {
        get => _subcommands;
        init => _subcommands = value;
    }

    /// <summary>Rows that carry out parts of this one and that no client can name; counted as this one.</summary>
    public IReadOnlyList<CommandRow> InnerRows { get; init; } = [];

    public bool IsWrite => (Flags & CommandFlags.Write) != 0;

    public bool IsReadOnly => (Flags & CommandFlags.ReadOnly) != 0;

    /// <summary>Does this many arguments, name included, fit the row?</summary>
    public bool AcceptsArgCount(int count) => Arity >= 0 ? count == Arity : count >= -Arity;
}
