using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Shard.Commands;

public delegate void ReadFunction(ReadContext c);

public delegate void WriteFunction(WriteContext c);

/// <summary>
/// A command that runs on a shard: its row and its function. A row made with <see cref="Read"/> gets only a
/// <see cref="ReadContext"/>, so what is flagged readonly cannot write.
/// </summary>
public sealed class ShardCommand : CommandRow
{
    private ShardCommand(string name, int arity, CommandFlags flags, KeySpec keys, ReadFunction? read, WriteFunction? write)
        : base(name, arity, flags, keys)
    {
        ReadFunction = read;
        WriteFunction = write;
    }

    public ReadFunction? ReadFunction { get; }

    public WriteFunction? WriteFunction { get; }

    public static ShardCommand Read(string name, int arity, CommandFlags flags, KeySpec keys, ReadFunction function,
        string group, string since, string summary, ReplyMerge merge = ReplyMerge.None, CommandRow[]? subcommands = null) =>
        new(name, arity, flags | CommandFlags.ReadOnly, keys, function, null)
        {
            Group = group, Since = since, Summary = summary, Merge = merge, Subcommands = subcommands ?? [],
        };

    public static ShardCommand Write(string name, int arity, CommandFlags flags, KeySpec keys, WriteFunction function,
        string group, string since, string summary, ReplyMerge merge = ReplyMerge.None, CommandRow[]? subcommands = null) =>
        new(name, arity, flags | CommandFlags.Write, keys, null, function)
        {
            Group = group, Since = since, Summary = summary, Merge = merge, Subcommands = subcommands ?? [],
        };

    /// <summary>
    /// A read that keeps what it found out in the value (PFCOUNT): to clients it is readonly, but it runs as a write, and what
    /// it changed is logged. It does not wait for jobs that read the key, so it must change nothing that they look at.
    /// </summary>
    public static ShardCommand CachingRead(string name, int arity, CommandFlags flags, KeySpec keys, WriteFunction function,
        string group, string since, string summary) =>
        new(name, arity, flags | CommandFlags.ReadOnly, keys, null, function) { Group = group, Since = since, Summary = summary };

    /// <summary>A command that neither reads nor writes data (WATCH).</summary>
    public static ShardCommand Plain(string name, int arity, CommandFlags flags, KeySpec keys, ReadFunction function,
        string group, string since, string summary, ReplyMerge merge) =>
        new(name, arity, flags, keys, function, null) { Group = group, Since = since, Summary = summary, Merge = merge };

    /// <summary>
    /// A command that neither reads nor writes data: WATCH, HELP, and a container's own row, which is reached only with a
    /// subcommand that it does not have.
    /// </summary>
    public static ShardCommand Plain(string name, int arity, CommandFlags flags, KeySpec keys, ReadFunction function,
        string group, string since, string summary, ReplyMerge merge = ReplyMerge.None, CommandRow[]? subcommands = null) =>
        new(name, arity, flags, keys, function, null)
        {
            Group = group, Since = since, Summary = summary, Merge = merge, Subcommands = subcommands ?? [],
        };
}
