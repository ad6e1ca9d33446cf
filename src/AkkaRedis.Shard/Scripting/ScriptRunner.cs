using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// Runs scripts over one shard's data, and for them the commands they call: by their rows and functions, at the time of
/// EVAL, within its unit of the command log. A script is one command to everybody else: it runs to its end in one turn, and
/// what it wrote is logged as the effects of the commands it called.
/// </summary>
internal sealed class ScriptRunner(CommandExecutor executor, ScriptEnvironment environment, ShardSettings settings)
    : IScriptHost, IDisposable
{
    private const int JobSliceUnits = 10_000;

    private readonly RespWriter _reply = new();
    private readonly List<int> _keyArgs = [];
    private int _db;
    private long _nowMs;
    private long _connectionId;
    private bool _mayWrite;
    private long _startedTimestamp;

    public ScriptCache Cache { get; } = new(environment.Store);

    public ScriptControl Control { get; } = new(environment.Store);

    public ScriptStore Store => environment.Store;

    /// <summary>Runs a script for EVAL and its relatives, whose context it may not use afterwards: commands have bound it anew.</summary>
    public void Run(ReadContext c, CompiledScript script, int keyCount, bool isReadOnly)
    {
        var reply = c.Reply;
        _db = c.DbIndex;
        _nowMs = c.NowMs;
        _connectionId = c.ConnectionId;
        _mayWrite = !isReadOnly && !script.NoWrites;
        _startedTimestamp = 0;
        var input = new ScriptInput(script.Sha, c.Args, keyCount, settings.ScriptMemoryLimitBytes);
        Control.Begin();
        try
        {
            Cache.Engine.Run(script.Number, input, this, reply);
        }
        finally
        {
            Control.End();
            _reply.Release();
        }
    }

    public ReadOnlySpan<byte> Call(in Args args, int protocol)
    {
        _reply.Length = 0;
        _reply.Protocol = protocol;
        _reply.Guard();
        RunCommand(args);
        if (_reply.EndGuard())
            _reply.Error("ERR reply exceeds 2 GB"u8);
        return _reply.WrittenSpan;
    }

    public void Log(int level, string message) => environment.Log?.Invoke(level, message);

    public bool MayContinue()
    {
        var now = environment.Time.GetTimestamp();
        if (_startedTimestamp == 0)
            _startedTimestamp = now;
        if ((now - _startedTimestamp) / (double)environment.Time.TimestampFrequency * 1000 >= settings.BusyReplyThresholdMs)
            Control.BecomeBusy();
        return !Control.IsKilled;
    }

    public void Dispose()
    {
        Cache.Dispose();
        _reply.Release();
    }

    private void RunCommand(in Args args)
    {
        if (Find(args) is not { } row)
            _reply.Error("ERR Unknown Redis command called from script"u8);
        else if (!row.AcceptsArgCount(args.Count))
            _reply.Error("ERR Wrong number of args calling Redis command from script"u8);
        else if ((row.Flags & CommandFlags.NoScript) != 0)
            _reply.Error("ERR This Redis command is not allowed from script"u8);
        else if (row.IsWrite && !_mayWrite)
            _reply.Error("ERR Write commands are not allowed from read-only scripts."u8);
        else if (row.Name == "select")
            Select(args);
        else if (row is ShardCommand command)
            RunOnShard(command, args);
        else if (environment.NodeCommands?.TryRun(row, args, _reply, _db) != true)
            _reply.Error("ERR This Redis command is not allowed from script"u8);
    }

    private CommandRow? Find(in Args args)
    {
        var row = environment.Commands.Find(args[0]);
        if (row is null || row.Subcommands.Count == 0 || args.Count == 1)
            return row;
        return CommandTable.FindSubcommand(row, args[1]);
    }

    /// <summary>The database of the script's further commands; the connection keeps its own.</summary>
    private void Select(in Args args)
    {
        if (!Numbers.TryParseLong(args[1], out var db))
        {
            _reply.Error(Errors.NotInteger);
        }
        else if (db < 0 || db >= executor.WriteContext.DatabaseCount)
        {
            _reply.Error(Errors.DbIndexOutOfRange);
        }
        else
        {
            _db = (int)db;
            _reply.Ok();
        }
    }

    private void RunOnShard(ShardCommand command, in Args args)
    {
        if (!MayTouch(command, args))
            return;
        if (command.IsWrite && !Control.TryWrite())
        {
            _reply.Error("ERR Script killed by user with SCRIPT KILL."u8);
            return;
        }

        var job = executor.Execute(command, args, _reply, _db, _nowMs, _connectionId);
        while (job is not null && !executor.Step(job, args, _reply, _db, _nowMs, _connectionId, JobSliceUnits))
        {
        }
    }

    /// <summary>Is what the command is about on this shard, and there alone?</summary>
    private bool MayTouch(ShardCommand command, in Args args)
    {
        if (environment.HasAllSlots)
            return true;
        _keyArgs.Clear();
        if (!command.Keys.HasKeys && command.Merge != ReplyMerge.None)
        {
            _reply.Error("ERR This command is about all shards, and a script runs on one of several");
            return false;
        }

        if (!command.Keys.HasKeys || !command.Keys.Find(args, _keyArgs))
            return true;
        foreach (var arg in _keyArgs)
        {
            if (environment.Has(args[arg]))
                continue;
            _reply.Error("ERR Script attempted to access a non local key in a cluster node"u8);
            return false;
        }

        return true;
    }
}
