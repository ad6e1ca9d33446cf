using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Tests.Support;

/// <summary>
/// One shard's data with a clock set by hand, and a way to send it commands as text and read replies as raw RESP:
/// <c>Assert.Equal("+OK\r\n", rig.Run("SET k v"))</c>. No actors, no sockets.
/// </summary>
public sealed class ShardRig
{
    private readonly CommandTable _table = NodeCommandTable.Build();
    private readonly CommandExecutor _executor;

    public ShardRig(int seed = 1, ShardSettings? settings = null)
    {
        Settings = settings ?? new ShardSettings();
        Keyspace = new KeyspaceStore(16);
        Log = new CommandLog();
        var scripts = new ScriptEnvironment { Commands = _table, Time = TimeProvider.System };
        _executor = new CommandExecutor(Keyspace, Settings, new Random(seed), Log, scripts: scripts);
    }

    public ShardSettings Settings { get; }

    public KeyspaceStore Keyspace { get; }

    public CommandLog Log { get; }

    /// <summary>Unix milliseconds as the commands see them.</summary>
    public long NowMs { get; set; } = 1_700_000_000_000;

    public int Db { get; set; }

    public int Protocol { get; set; } = 2;

    /// <summary>Runs a command given as words; quotes and escapes as in redis-cli. The raw reply, as Latin-1 text.</summary>
    public string Run(string line)
    {
        using var reader = new RespReader();
        var bytes = Encoding.Latin1.GetBytes(line + "\r\n");
        bytes.CopyTo(reader.Space.Span);
        reader.Advance(bytes.Length);
        var batch = reader.TakeBatch() ?? throw new ArgumentException($"no command in: {line}");
        var reply = Run(batch[0]);
        batch.Release();
        return reply;
    }

    /// <summary>Runs a command given as byte strings.</summary>
    public string Run(params byte[][] args) => Run(Args.Of(args));

    public string Run(in Args args)
    {
        if (!CommandResolver.TryResolve(_table, args, out var row, out var error))
            return $"-{error}\r\n";
        var reply = new RespWriter { Protocol = Protocol };
        var job = _executor.Execute((ShardCommand)row, args, reply, Db, NowMs, 1);
        while (job is not null && !_executor.Step(job, args, reply, Db, NowMs, 1, 100))
        {
        }

        Log.CommitUnit();
        var text = Encoding.Latin1.GetString(reply.WrittenSpan);
        reply.Release();
        return text;
    }
}
