using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Routing;

/// <summary>What one reply must be: exactly this text, or anything for which the check holds.</summary>
internal sealed record ExpectedReply(string Request, Func<string, bool> Fits, string Wanted);

/// <summary>
/// The dumb twin of a node: one keyspace, one connection, one command after the other. Knows of shards only what is refused
/// because of them.
/// </summary>
internal sealed class SerialTwin(int shards, long nowMs)
{
    private const string CrossSlot = "-CROSSSLOT Keys in request don't hash to the same slot\r\n";

    private readonly KeyspaceStore _keyspace = new(16);
    private readonly SlotMap _slots = new(shards);
    private CommandExecutor? _executor;
    private List<string[]>? _queue;
    private bool _isSpoiled;
    private int _queueShard = -1;
    private int _watchShard = -1;
    private int _db;
    private string _name = "";
    private bool _off;
    private bool _skips;

    public List<ExpectedReply> Expected { get; } = [];

    public bool IsClosed { get; private set; }

    private CommandExecutor Executor => _executor ??= new CommandExecutor(_keyspace, new ShardSettings(), new Random(1), new CommandLog());

    public void Send(string[] request)
    {
        if (IsClosed)
            return;
        var skipped = _skips;
        _skips = false;
        var (reply, fits) = Answer(request);
        if (reply.Length == 0 || _off || (skipped && !(IsReply(request) && reply == "+OK\r\n")))
            return;
        Expected.Add(new ExpectedReply(string.Join(' ', request), fits ?? (actual => actual == reply), reply));
    }

    private static bool IsReply(string[] request) => request is ["CLIENT", "REPLY", _];

    private (string Reply, Func<string, bool>? Fits) Answer(string[] request)
    {
        switch (request[0])
        {
            case "QUIT":
                IsClosed = true;
                return ("+OK\r\n", null);
            case "EXEC" when _queue is not null:
                return Exec(_queue);
            case "MULTI" or "EXEC" or "DISCARD" or "WATCH":
                return (Transact(request), null);
            default:
                return AnswerOrQueue(request);
        }
    }

    private string Transact(string[] request)
    {
        switch (request[0])
        {
            case "MULTI":
                if (_queue is not null)
                    return "-ERR MULTI calls can not be nested\r\n";
                _queue = [];
                return "+OK\r\n";
            case "WATCH":
                return _queue is null ? Watch(request) : "-ERR WATCH inside MULTI is not allowed\r\n";
            case "DISCARD" when _queue is not null:
                EndTransaction();
                return "+OK\r\n";
            default:
                return $"-ERR {request[0]} without MULTI\r\n";
        }
    }

    private string Watch(string[] request)
    {
        var at = ShardsOf(request);
        if (at.Count > 1 || (_watchShard >= 0 && at[0] != _watchShard))
            return CrossSlot;
        _watchShard = at[0];
        return Run(request);
    }

    private (string Reply, Func<string, bool>? Fits) Exec(List<string[]> queue)
    {
        var crosses = _watchShard >= 0 && _queueShard >= 0 && _watchShard != _queueShard;
        var isSpoiled = _isSpoiled;
        var isIntact = _watchShard < 0 || Executor.Watches.IsIntact(1, nowMs);
        EndTransaction();
        if (isSpoiled)
            return ("-EXECABORT Transaction discarded because of previous errors.\r\n", null);
        if (crosses)
            return (CrossSlot, null);
        if (!isIntact)
            return ("*-1\r\n", null);
        var wanted = queue.ConvertAll(AnswerNow);
        return ($"*{queue.Count}\r\n{string.Concat(wanted.Select(w => w.Reply))}", reply =>
            RespText.Elements(reply) is var actual && actual.Count == wanted.Count
            && actual.Zip(wanted, (a, w) => w.Fits is { } fits ? fits(a) : a == w.Reply).All(fit => fit));
    }

    private void EndTransaction()
    {
        Executor.Watches.Unwatch(1);
        (_queue, _isSpoiled, _queueShard, _watchShard) = (null, false, -1, -1);
    }

    private (string Reply, Func<string, bool>? Fits) AnswerOrQueue(string[] request)
    {
        if (Refusal(request) is { } refusal)
        {
            _isSpoiled |= _queue is not null;
            return (refusal, null);
        }

        if (_queue is not null)
        {
            _queue.Add(request);
            return ("+QUEUED\r\n", null);
        }

        return AnswerNow(request);
    }

    private (string Reply, Func<string, bool>? Fits) AnswerNow(string[] request)
    {
        if (RunHere(request) is { } reply)
            return (reply, null);
        if (request[0] == "UNWATCH")
            _watchShard = -1;
        return request[0] switch
        {
            "RANDOMKEY" => Loosely(KeysNow().Select(RespText.Bulk).DefaultIfEmpty("$-1\r\n").ToList()),
            "KEYS" => Sorted(Run(request)),
            "SCAN" => Page(KeysNow().Select(RespText.Bulk).ToHashSet()),
            "INFO" => Counted(SizeOf(0) + SizeOf(1)),
            _ => (Run(request), null),
        };
    }

    private static (string, Func<string, bool>?) Loosely(List<string> any) => (string.Join(" or ", any), any.Contains);

    private static (string, Func<string, bool>?) Sorted(string reply)
    {
        var sorted = RespText.Sorted(reply);
        return (sorted, actual => RespText.Sorted(actual) == sorted);
    }

    private static (string, Func<string, bool>?) Page(HashSet<string> keys) => ("a page", actual =>
        RespText.Elements(actual) is [var cursor, var page] && ulong.TryParse(RespText.Content(cursor), out _)
        && RespText.Elements(page).TrueForAll(keys.Contains));

    /// <summary>INFO keyspace, of which the keys of all databases are counted.</summary>
    private static (string, Func<string, bool>?) Counted(int keys) => ($"{keys} keys", actual =>
        Regex.Matches(actual, "keys=([0-9]+)").Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) == keys);

    private int SizeOf(int db)
    {
        var selected = _db;
        _db = db;
        var reply = Run(["DBSIZE"]);
        _db = selected;
        return int.Parse(reply[1..^2], CultureInfo.InvariantCulture);
    }

    private List<string> KeysNow() =>
        RespText.Elements(Run(["KEYS", "*"])).ConvertAll(RespText.Content);

    /// <summary>The error of a request that is not even queued.</summary>
    private string? Refusal(string[] request)
    {
        if (RigNode.Table.Find(Encoding.Latin1.GetBytes(request[0])) is not { } row)
            return $"-ERR unknown command '{request[0]}', with args beginning with: "
                + $"{string.Concat(request.Skip(1).Select(a => $"'{a}' "))}\r\n";
        if (!row.AcceptsArgCount(request.Length))
            return $"-ERR wrong number of arguments for '{request[0].ToLowerInvariant()}' command\r\n";
        if (row is not ShardCommand || request[0] == "UNWATCH")
            return null;
        var at = ShardsOf(request);
        var isSplit = row.Merge != ReplyMerge.None && _queue is null;
        if (at.Count > 1 && !isSplit)
            return CrossSlot;
        if (_queue is null || !row.Keys.HasKeys)
            return null;
        if (_queueShard >= 0 && at[0] != _queueShard)
            return CrossSlot;
        _queueShard = at[0];
        return null;
    }

    private List<int> ShardsOf(string[] request)
    {
        var row = RigNode.Table.Find(Encoding.Latin1.GetBytes(request[0]))!;
        if (!row.Keys.HasKeys)
            return row.Merge == ReplyMerge.None ? [0] : [.. Enumerable.Range(0, shards)];
        var last = row.Keys.Last >= 0 ? row.Keys.Last : request.Length + row.Keys.Last;
        var found = new List<int>();
        for (var i = row.Keys.First; i <= last; i += row.Keys.Step)
            found.Add(_slots.ShardOf(Slot.Of(Encoding.Latin1.GetBytes(request[i]))));
        return found.Distinct().ToList();
    }

    private string? RunHere(string[] request)
    {
        switch (request)
        {
            case ["PING"]:
                return "+PONG\r\n";
            case ["ECHO", _]:
                return RespText.Bulk(request[1]);
            case ["SELECT", _]:
                var db = int.Parse(request[1], CultureInfo.InvariantCulture);
                if (db is < 0 or > 15)
                    return "-ERR DB index is out of range\r\n";
                _db = db;
                return "+OK\r\n";
            case ["CLIENT", "SETNAME", _]:
                _name = request[2];
                return "+OK\r\n";
            case ["CLIENT", "GETNAME"]:
                return _name.Length == 0 ? "$-1\r\n" : RespText.Bulk(_name);
            case ["CLIENT", "REPLY", "ON"]:
                _off = false;
                return "+OK\r\n";
            case ["CLIENT", "REPLY", "OFF"]:
                _off = true;
                return "";
            case ["CLIENT", "REPLY", "SKIP"]:
                _skips = !_off;
                return "";
            default:
                return null;
        }
    }

    private string Run(string[] request)
    {
        var args = Args.Of(request.Select(Encoding.Latin1.GetBytes).ToArray());
        CommandResolver.TryResolve(RigNode.Table, args, out var row, out _);
        var reply = new RespWriter();
        var job = Executor.Execute((ShardCommand)row!, args, reply, _db, nowMs, 1);
        while (job is not null && !Executor.Step(job, args, reply, _db, nowMs, 1, 1000))
        {
        }

        var text = Encoding.Latin1.GetString(reply.WrittenSpan);
        reply.Release();
        return text;
    }
}
