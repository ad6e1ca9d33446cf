using AkkaRedis.Node.Routing;
using System.Net;
using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.NodeCommands;

/// <summary>
/// A node's services with two shards and one connection, and a way to send that connection commands as text and read replies
/// as raw RESP. The clock is set by hand. No actors, no sockets.
/// </summary>
public sealed class NodeRig
{
    /// <summary>With <paramref name="told"/>, COMMAND and INFO tell of those rows in place of the node's own.</summary>
    public NodeRig(NodeOptions? options = null, CommandTable? told = null)
    {
        var table = told ?? RigClient.Table;
        Shards = [NewShard(0, table.All.Count), NewShard(1, table.All.Count)];
        Node = new NodeServices
        {
            Commands = table,
            Options = options ?? new NodeOptions(),
            ClientSettings = new ClientSettings(),
            ShardSettings = new ShardSettings(),
            Time = Time,
            CommandStatistics = new CommandStatistics(table.All.Count),
            Shards = () => Shards.ConvertAll<ShardStatus?>(s => s.Status),
            RunId = new string('a', 40),
            StartedAtMs = Time.NowMs,
        };
        Client = Connect("127.0.0.1", 50001);
    }

    public ManualTime Time { get; } = new();

    public NodeServices Node { get; }

    public List<RigShard> Shards { get; }

    public RigClient Client { get; }

    public Session Session => Client.Session;

    /// <summary>Another live connection.</summary>
    public RigClient Connect(string address, int port)
    {
        var remote = new IPEndPoint(IPAddress.Parse(address), port);
        var local = new IPEndPoint(IPAddress.Parse(address), 6379);
        var client = new RigClient(new Session(Node.Clients.NextId(), remote, local, Time.NowMs), Node);
        Node.Clients.Add(client);
        return client;
    }

    /// <summary>The raw reply to a command given as words, as Latin-1 text; quotes and escapes as in redis-cli.</summary>
    public string Run(string line, RigClient? client = null)
    {
        using var reader = new RespReader();
        var bytes = Encoding.Latin1.GetBytes(line + "\r\n");
        bytes.CopyTo(reader.Space.Span);
        reader.Advance(bytes.Length);
        var batch = reader.TakeBatch() ?? throw new ArgumentException($"no command in: {line}");
        var reply = (client ?? Client).Run(batch[0], Time.NowMs);
        batch.Release();
        return reply;
    }

    private static RigShard NewShard(int shard, int rows)
    {
        var keyspace = new KeyspaceStore(16);
        var counters = new ShardCounters();
        var status = new ShardStatus(shard, keyspace, counters, new CommandStatistics(rows), new CommandLog()) { Epoch = shard + 1 };
        return new RigShard(status, keyspace);
    }
}

/// <summary>A shard of the rig: what INFO reads, and the data to fill.</summary>
public sealed record RigShard(ShardStatus Status, KeyspaceStore Keyspace);

/// <summary>A connection of the rig, with the checks every command passes before its function runs.</summary>
public sealed class RigClient(Session session, NodeServices node) : IClientHandle
{
    public static readonly CommandTable Table = NodeCommandTable.Build();

    private readonly ClientContext _context = new(session, node);

    public Session Session { get; } = session;

    public bool IsKilled { get; private set; }

    public bool IsClosing => _context.CloseAfterReply;

    public bool WantsSweep => false;

    public void Kill() => IsKilled = true;

    public void Drain() => Kill();

    public void Wake()
    {
    }

    /// <summary>How it was asked to wait no longer.</summary>
    public string Unblocked { get; private set; } = "";

    public bool TryUnblock(bool withError)
    {
        if (Session.TakeWait() is null)
            return false;
        Unblocked = withError ? "error" : "timeout";
        return true;
    }

    public string Run(in Args args, long nowMs)
    {
        if (!CommandResolver.TryResolve(Table, args, out var row, out var error))
            return $"-{error}\r\n";
        var reply = new RespWriter { Protocol = Session.Protocol };
        (_context.Row, _context.Args, _context.Reply, _context.NowMs) = (row, args, reply, nowMs);
        Session.LastCommand = row.Name;
        ((NodeCommand)row).Function(_context);
        var text = Encoding.Latin1.GetString(reply.WrittenSpan);
        reply.Release();
        return text;
    }
}

/// <summary>A clock that stands still until told; its timers fire when told.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly List<RigTimer> _timers = [];

    public long NowMs { get; set; } = 1_700_000_000_000;

    public int LiveTimers => _timers.Count;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new RigTimer(this, () => callback(state));
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Those that are there now.</summary>
    public void FireTimers() => Array.ForEach([.. _timers], t => t.Fire());

    private sealed class RigTimer(ManualTime time, Action fire) : ITimer
    {
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
