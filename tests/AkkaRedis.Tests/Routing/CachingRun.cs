using System.Text;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Tests.Routing;

/// <summary>
/// Random clients of three shards that keep what they read and drop what they are told is old, each thing at its place in the
/// client's own output; at the end every kept value must be the server's.
/// </summary>
internal sealed class CachingRun
{
    private static readonly string[] Keys = ["a", "b", "c", "d", "e"];

    private readonly Random _random;
    private readonly string _mode;
    private readonly RigNode _node;
    private readonly List<RigConnection> _clients;
    private readonly List<List<string[]>> _reads;

    public CachingRun(Random random, string mode)
    {
        _random = random;
        _mode = mode;
        _node = new RigNode(3, random, replyLimitBytes: random.Next(2) == 0 ? 1 << 20 : 16);
        _node.Shards.Settings.TrackingTableMaxKeys = random.Next(0, 8);
        _clients = [.. Enumerable.Range(0, 3).Select(_ => _node.Connect())];
        _reads = [.. _clients.Select(_ => new List<string[]>())];
    }

    public void Run()
    {
        for (var i = 0; i < _clients.Count; i++)
        {
            _clients[i].Session.Protocol = 3;
            Send(i, $"CLIENT TRACKING {_mode}");
        }

        for (var step = 0; step < 100; step++)
            Step(step);
        while (_clients.Select(c => c.TakeReturned() | c.Write()).ToList().Contains(true) | _node.Shards.Step())
        {
        }

        for (var i = 0; i < _clients.Count; i++)
            AssertKeepsOnlyTruth(i);
        _clients.ForEach(c => c.Dispose());
        _node.Dispose();
    }

    private void Step(int step)
    {
        var i = _random.Next(_clients.Count);
        var key = Keys[_random.Next(Keys.Length)];
        switch (_random.Next(8))
        {
            case 0 or 1:
                Send(i, $"GET {key}", key);
                break;
            case 2:
                var other = Keys[_random.Next(Keys.Length)];
                Send(i, $"MGET {key} {other}", key, other);
                break;
            case 3:
                Send(i, $"SET {key} {step}{new string('x', _random.Next(20))}");
                break;
            case 4:
                Send(i, _random.Next(10) == 0 ? "FLUSHALL" : $"DEL {key}");
                break;
            default:
                _ = _node.Shards.Step() | _clients[i].TakeReturned() | _clients[i].Write();
                break;
        }
    }

    private void Send(int client, string request, params string[] reads)
    {
        _reads[client].Add(reads);
        _clients[client].SendAtOnce(request + "\r\n");
    }

    private void AssertKeepsOnlyTruth(int client)
    {
        using var plain = _node.Connect();
        plain.Session.Protocol = 3;
        foreach (var (key, value) in KeptBy(client))
            Assert.Equal((key, plain.Ask($"GET {key}\r\n")), (key, value));
    }

    private Dictionary<string, string> KeptBy(int client)
    {
        var output = Encoding.Latin1.GetBytes(_clients[client].Output);
        var kept = new Dictionary<string, string>();
        var answered = 0;
        for (var at = 0; at < output.Length;)
        {
            var end = RespScanner.ValueEnd(output, at);
            var reply = output.AsSpan(at, end - at);
            if (reply[0] == '>')
                Drop(kept, Encoding.Latin1.GetString(reply));
            else
                Keep(kept, _reads[client][answered++], reply);
            at = end;
        }

        Assert.Equal(_reads[client].Count, answered);
        return kept;
    }

    private static void Keep(Dictionary<string, string> kept, string[] keys, ReadOnlySpan<byte> reply)
    {
        var at = keys.Length > 1 ? RespScanner.LineEnd(reply, 0) : 0;
        foreach (var key in keys)
        {
            var end = RespScanner.ValueEnd(reply, at);
            kept[key] = Encoding.Latin1.GetString(reply[at..end]);
            at = end;
        }
    }

    private static void Drop(Dictionary<string, string> kept, string push)
    {
        var lines = push.Split("\r\n");
        Assert.Equal("invalidate", lines[2]);
        if (lines[3] == "_")
        {
            kept.Clear();
            return;
        }

        for (var i = 5; i < lines.Length; i += 2)
            kept.Remove(lines[i]);
    }
}
