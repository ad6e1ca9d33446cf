using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Does again to a keyspace what units of a command log say was done to another. The ordinary write functions run, but decide
/// nothing that the primary has decided already: no key expires by itself, no effect is logged again, nobody is told.
/// What a log holds was carried out once, so a command that is unknown, or is refused now, is a broken invariant.
/// </summary>
public sealed class EffectReplayer : IDisposable
{
    private readonly CommandTable _commands;
    private readonly CommandExecutor _executor;
    private readonly CommandLog _noLog = new(ringBytes: 1);
    private readonly RespWriter _reply = new();

    public EffectReplayer(KeyspaceStore keyspace, ShardSettings settings, CommandTable commands)
    {
        _commands = commands;
        var scripts = new ScriptEnvironment { Commands = commands, Time = new NoTime() };
        _executor = new CommandExecutor(keyspace, settings, new Random(0), _noLog, scripts: scripts);
        _executor.WriteContext.IsReplay = true;
        _executor.WriteContext.Listener = null;
    }

    /// <summary>Libraries of functions that the log has loaded.</summary>
    internal LibrarySet Libraries => _executor.Scripts!.Functions.Current;

    /// <summary>Applies one unit as <see cref="LogUnitReader"/> reads it; the time is only what access clocks are set to.</summary>
    public void Apply(IReadOnlyList<(int Db, Args Args)> unit, long nowMs)
    {
        foreach (var (db, args) in unit)
            Apply(db, args, nowMs);
        _noLog.DropUnit();
        _reply.Release();
    }

    public void Dispose() => _executor.Dispose();

    private void Apply(int db, in Args args, long nowMs)
    {
        var command = Find(args) as ShardCommand;
        Check.That(command?.WriteFunction is not null, "the log names a write command");
        var replyStart = _reply.Length;
        var job = _executor.Execute(command, args, _reply, db, nowMs, connectionId: 0);
        Check.That(job is null, "a logged command runs at once");
        Check.That(_reply.WrittenSpan[replyStart] != (byte)'-', "a logged command is carried out again");
        _reply.Length = replyStart;
    }

    private CommandRow? Find(in Args args)
    {
        var row = args.Count > 0 ? _commands.Find(args[0]) : null;
        return row is { Subcommands.Count: > 0 } && args.Count > 1 ? CommandTable.FindSubcommand(row, args[1]) : row;
    }

    /// <summary>What was carried out once is in time.</summary>
    private sealed class NoTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
