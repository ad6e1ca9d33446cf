using System.Net;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>
/// One thread that sends by schedule and takes replies as they come. A turn of the loop sends what is due, waits until the
/// next group is due or a socket is ready, and receives. Nothing is allocated in the loop.
///
/// With a rate, latency is counted from the time a request was meant to be sent. Without one (rate 0) every connection sends
/// its next group when it has its replies: this finds the maximum, and latency is counted from the sending.
/// </summary>
internal sealed class LoadRun : IDisposable
{
    private const long NsPerSecond = 1_000_000_000;
    private const long LongestWaitNs = NsPerSecond / 10;

    private readonly LoadOptions _options;
    private readonly RequestTemplate _template;
    private readonly LoadConnection[] _connections;
    private readonly SocketPoll _poll;
    private readonly byte[] _input = new byte[64 * 1024];
    private readonly LatencyHistogram _latencies = new();
    private readonly LatencyHistogram _lateness = new();
    private int _next;

    public LoadRun(LoadOptions options)
    {
        _options = options;
        _template = new RequestTemplate(options.Command, options.ValueBytes, options.Keys, options.Seed);
        var server = new IPEndPoint(IPAddress.Loopback, options.Port);
        var groupBytes = options.Pipeline * _template.Length;
        _connections = [.. Enumerable.Range(0, options.Connections).Select(_ => new LoadConnection(server, groupBytes))];
        _poll = new SocketPoll(_connections.Select(c => c.Handle));
    }

    private string? Failure => Array.Find(_connections, c => c.Failure is not null)?.Failure;

    private int Waiting => _connections.Sum(c => c.Waiting);

    private long Errors => _connections.Sum(c => c.Errors);

    public LoadReport Run()
    {
        RunFor(_options.WarmUpSeconds);
        Drain();
        var errorsBefore = Errors;
        _latencies.Clear();
        _lateness.Clear();
        var startNs = Clock.NowNs;
        RunFor(_options.Seconds);
        var answered = _latencies.Count;
        var lastedNs = Clock.NowNs - startNs;
        Drain();
        return new LoadReport(_latencies, _lateness, answered * (double)NsPerSecond / lastedNs, Errors - errorsBefore, Waiting, Failure);
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }

    private void RunFor(double seconds)
    {
        var startNs = Clock.NowNs;
        var endNs = startNs + (long)(seconds * NsPerSecond);
        if (_options.Rate > 0)
            RunBySchedule(new SendSchedule(_options.Rate, _options.Pipeline, startNs, endNs));
        else
            RunAtFull(endNs);
    }

    private void RunBySchedule(SendSchedule schedule)
    {
        while (!schedule.IsOver && Failure is null)
        {
            var nowNs = Clock.NowNs;
            if (schedule.IsDue(nowNs))
                _lateness.Record(nowNs - schedule.NextNs);
            while (schedule.IsDue(nowNs) && TrySend(schedule.NextNs))
                schedule.Sent();
            Turn(schedule.NextNs - Clock.NowNs);
        }
    }

    private void RunAtFull(long endNs)
    {
        for (var nowNs = Clock.NowNs; nowNs < endNs && Failure is null; nowNs = Clock.NowNs)
        {
            foreach (var connection in _connections)
            {
                if (connection.Waiting == 0)
                    Send(connection, nowNs);
            }

            Turn(LongestWaitNs);
        }
    }

    /// <summary>Waits for the replies that are missing.</summary>
    private void Drain()
    {
        var endNs = Clock.NowNs + (long)(_options.DrainSeconds * NsPerSecond);
        while (Waiting > 0 && Clock.NowNs < endNs && Failure is null)
            Turn(LongestWaitNs);
    }

    /// <summary>Gives a group to the next connection that has room for it; false when none has.</summary>
    private bool TrySend(long intendedNs)
    {
        for (var tried = 0; tried < _connections.Length; tried++)
        {
            var connection = _connections[_next];
            _next = (_next + 1) % _connections.Length;
            if (!connection.HasRoomFor(_options.Pipeline, _options.Pipeline * _template.Length))
                continue;
            Send(connection, intendedNs);
            return true;
        }

        return false;
    }

    private void Send(LoadConnection connection, long intendedNs)
    {
        for (var i = 0; i < _options.Pipeline; i++)
            connection.Add(_template, intendedNs);
        connection.Flush();
    }

    private void Turn(long timeoutNs)
    {
        for (var i = 0; i < _connections.Length; i++)
            _poll.WantsOutput(i, _connections[i].HasOutput);
        if (!_poll.Wait(Math.Clamp(timeoutNs, 0, LongestWaitNs)))
            return;
        for (var i = 0; i < _connections.Length; i++)
        {
            if (_poll.IsWritable(i))
                _connections[i].Flush();
            if (_poll.IsReadable(i))
                _connections[i].Receive(_input, _latencies);
        }
    }
}
