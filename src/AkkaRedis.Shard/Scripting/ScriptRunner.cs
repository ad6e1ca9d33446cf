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

    /// <summary>A script that has run so long is not one of those that are soon over.</summary>
    private const int LongRunMs = 5;

    private readonly RespWriter _reply = new();
    private readonly List<int> _keyArgs = [];
    private int _db;
    private long _nowMs;
    private long _connectionId;
    private bool _mayWrite;
    private bool _mayGrow;
    private CompiledScript? _script;
    private Args _args;
    private long _startedTimestamp;
    private bool _hasSteppedAside;
    private bool _hasCountedError;
    private bool _hasRead;
    private FunctionLibraries? _functions;

    public ScriptCache Cache { get; } = new(environment.Store);

    public ScriptControl Control { get; } = new(environment.Store);

    /// <summary>Who changes them says so with <see cref="ShowLibraries"/>.</summary>
    public FunctionLibraries Functions => _functions ??= new FunctionLibraries(() => Cache.Engine, environment, settings);

    /// <summary>Asked before a script runs: is more memory in use than may be? Null = there is no limit.</summary>
    public Func<bool>? IsOutOfMemory { get; set; }

    /// <summary>Counts what scripts call; null = nobody does.</summary>
    public CommandStatistics? Statistics { get; set; }

    public bool IsRunning => _script is not null;

    /// <summary>Did the last script that ran call a command that reads keys? For trackers, to whom it has then read its own keys.</summary>
    public bool HasRead => _hasRead;

    public ScriptStore Store => environment.Store;

    /// <summary>
    /// Runs a script for EVAL, FCALL and their relatives, whose context these may not use afterwards: commands have bound it
    /// anew.
    /// </summary>
    public void Run(ReadContext c, CompiledScript script, int keyCount, bool isReadOnly)
    {
        var reply = c.Reply;
        var isOutOfMemory = IsOutOfMemory?.Invoke() == true;
        if (!MayRun(script.Flags, isReadOnly, isOutOfMemory, reply))
            return;
        _db = c.DbIndex;
        _nowMs = c.NowMs;
        _connectionId = c.ConnectionId;
        _mayWrite = !isReadOnly && (script.Flags & ScriptFlags.NoWrites) == 0;
        _mayGrow = !isOutOfMemory || (script.Flags & ScriptFlags.AllowOom) != 0;
        _script = script;
        _args = c.Args;
        _startedTimestamp = 0;
        _hasSteppedAside = false;
        _hasRead = false;
        Control.Begin(script.IsFunction);
        try
        {
            var input = new ScriptInput(c.Args, keyCount, settings.ScriptMemoryLimitBytes);
            var replyStart = reply.Length;
            _hasCountedError = Cache.Engine.Run(script, input, this, reply) && reply.WrittenSpan[replyStart..] is [(byte)'-', ..];
        }
        finally
        {
            Control.End();
            Control.ShowMemory(Cache.MemoryBytes);
            (_script, _args) = (null, default);
            _reply.Release();
        }
    }

    public ReadOnlySpan<byte> Call(in Args args, int protocol)
    {
        _reply.Length = 0;
        _reply.Protocol = protocol;
        _reply.Guard();
        var isCounted = CallCommand(args);
        if (_reply.EndGuard())
            _reply.Error("ERR reply exceeds 2 GB"u8);
        var reply = _reply.WrittenSpan;
        if (reply[0] == (byte)'-' && !isCounted)
            Statistics?.RecordError(reply);
        return reply;
    }

    /// <summary>Is the error that the last script replied one of a command it called, which was counted then?</summary>
    public bool TakeCountedError()
    {
        var isCounted = _hasCountedError;
        _hasCountedError = false;
        return isCounted;
    }

    public bool HasCommand(in Args args) => Find(args) is not null;

    public void Log(int level, string message) => environment.Log?.Invoke(level, message);

    public bool MayContinue()
    {
        var now = environment.Time.GetTimestamp();
        if (_startedTimestamp == 0)
        {
            _startedTimestamp = now;
            Control.Show(new RunningScript(_script!.Name, _script.IsFunction, CopyOf(_args), now));
        }

        var ranMs = environment.Time.GetElapsedTime(_startedTimestamp, now).TotalMilliseconds;
        if (ranMs >= LongRunMs && !_hasSteppedAside)
        {
            _hasSteppedAside = true;
            environment.StepAside?.Invoke();
        }

        if (ranMs >= settings.BusyReplyThresholdMs && settings.BusyReplyThresholdMs > 0)
            Control.BecomeBusy();
        return !Control.IsKilled;
    }

    public void ShowLibraries()
    {
        Control.ShowLoaded(Functions.Current.Libraries.Count, Functions.Current.FunctionCount);
        Control.ShowMemory(Cache.MemoryBytes);
    }

    public void Dispose()
    {
        Cache.Dispose();
        _reply.Release();
    }

    /// <summary>A script that says what it does is judged by that before it runs, any other by what it calls.</summary>
    private static bool MayRun(ScriptFlags flags, bool isReadOnly, bool isOutOfMemory, RespWriter reply)
    {
        if ((flags & (ScriptFlags.NoWrites | ScriptFlags.Undeclared)) != 0)
            return true;
        if (isReadOnly)
            reply.Error("ERR Can not execute a script with write flag using *_ro command."u8);
        else if (isOutOfMemory && (flags & ScriptFlags.AllowOom) == 0)
            reply.Error("OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'"u8);
        else
            return true;
        return false;
    }

    private static byte[][] CopyOf(in Args args)
    {
        var copy = new byte[args.Count][];
        for (var i = 0; i < copy.Length; i++)
            copy[i] = args[i].ToArray();
        return copy;
    }

    /// <summary>True when the command was counted, with its error, by who ran it.</summary>
    private bool CallCommand(in Args args)
    {
        if (Find(args) is not { } row)
        {
            _reply.Error("ERR Unknown Redis command called from script"u8);
            return false;
        }

        if (!MayCall(row, args))
        {
            Statistics?.RecordRejected(row.Id);
            return false;
        }

        environment.NodeCommands?.Show(row, args, _db);
        if (row is not ShardCommand && row.Name != "select" && environment.NodeCommands?.TryRun(row, args, _reply, _db) == true)
            return true;
        var started = environment.Time.GetTimestamp();
        if (row is ShardCommand command)
            RunOnShard(command, args);
        else if (row.Name == "select")
            Select(args);
        else
            _reply.Error("ERR This Redis command is not allowed from script"u8);
        Statistics?.Record(row.Id, environment.Time.GetTimestamp() - started);
        if (_reply.WrittenSpan is [(byte)'-', ..])
            Statistics?.RecordFailed(row.Id);
        return false;
    }

    private bool MayCall(CommandRow row, in Args args)
    {
        if (!row.AcceptsArgCount(args.Count))
            _reply.Error("ERR Wrong number of args calling Redis command from script"u8);
        else if ((row.Flags & CommandFlags.NoScript) != 0)
            _reply.Error("ERR This Redis command is not allowed from script"u8);
        else if (!_mayWrite && IsWrite(row))
            _reply.Error("ERR Write commands are not allowed from read-only scripts."u8);
        else if (!_mayGrow && (row.Flags & CommandFlags.DenyOom) != 0 && !Control.HasWritten)
            _reply.Error("OOM command not allowed when used memory > 'maxmemory'."u8);
        else if (executor.WriteRefusal is { } refusal && row.IsWrite && !Control.HasWritten)
            _reply.Error(refusal);
        else
            return true;
        return false;
    }

    /// <summary>To a script that only reads, what a replica would hear of is a write too: messages, and what PFCOUNT notes.</summary>
    private static bool IsWrite(CommandRow row) => row.IsWrite || row.Name is "publish" or "spublish" or "pfcount";

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

        _hasRead |= command.IsReadOnly;
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
