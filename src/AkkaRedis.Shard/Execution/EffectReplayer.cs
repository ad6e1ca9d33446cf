using System.Runtime.InteropServices;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Journal;
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
    private readonly CommandLog _log;
    private readonly IDisposable? _owned;
    private readonly IChangeListener? _listener;
    private readonly RespWriter _reply = new();
    private ArgRef[] _refs = new ArgRef[16];

    public EffectReplayer(KeyspaceStore keyspace, ShardSettings settings, CommandTable commands)
    {
        var scripts = new ScriptEnvironment { Commands = commands, Time = new NoTime() };
        _log = new CommandLog(keptBytes: 0);
        _executor = new CommandExecutor(keyspace, settings, new Random(0), _log, scripts: scripts);
        _owned = _executor;
        _commands = commands;
        BeginReplay();
    }

    /// <summary>Replays into what an executor has, until disposed; it serves nobody meanwhile, and its log is empty.</summary>
    internal EffectReplayer(CommandExecutor executor, CommandLog log, CommandTable commands)
    {
        (_executor, _log, _commands) = (executor, log, commands);
        _listener = executor.WriteContext.Listener;
        BeginReplay();
    }

    /// <summary>Libraries of functions that the log has loaded.</summary>
    internal LibrarySet Libraries => _executor.Scripts!.Functions.Current;

    /// <summary>Applies one unit as <see cref="LogUnitReader"/> reads it; the time is only what access clocks are set to.</summary>
    public void Apply(IReadOnlyList<(int Db, Args Args)> unit, long nowMs)
    {
        foreach (var (db, args) in unit)
            Apply(db, args, nowMs);
        _log.DropUnit();
        _reply.Release();
    }

    /// <summary>Applies what is new of a group. What is wrong with it is then the <see cref="LogReplay.Damage"/>.</summary>
    public void Apply(CommandGroup group, LogReplay replay, long nowMs)
    {
        if (!replay.TryBegin(group, out var start))
            return;
        var units = MemoryMarshal.TryGetArray(group.Units, out var array) ? array : new ArraySegment<byte>(group.Units.ToArray());
        var at = units.Offset + start;
        var end = units.Offset + units.Count;
        while (at < end && replay.Damage is null)
        {
            if (LogUnitReader.Verify(units.Array.AsSpan(at..end), out var unitBytes) != LogUnitResult.Unit
                || !TryApplyUnit(units.Array!, at, unitBytes, nowMs))
                replay.Fail();
            else
                replay.Advance(unitBytes);
            at += unitBytes;
        }

        _reply.Release();
    }

    public void Dispose()
    {
        _executor.WriteContext.IsReplay = false;
        _executor.WriteContext.Listener = _listener;
        _owned?.Dispose();
    }

    private void BeginReplay()
    {
        _executor.WriteContext.IsReplay = true;
        _executor.WriteContext.Listener = null;
    }

    private bool TryApplyUnit(byte[] buffer, int at, int bytes, long nowMs)
    {
        var end = at + bytes;
        at += CommandLog.HeaderBytes;
        while (at < end)
        {
            if (!LogUnitReader.TryReadCommand(buffer, ref at, end, ref _refs, out var db, out var args))
                return false;
            Apply(db, args, nowMs);
        }

        _log.DropUnit();
        return true;
    }

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
