using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// Rounds of one data directory: clients write, the server is killed at a random moment, sometimes again while it recovers, and
/// is started; then every lane must be a prefix of its units that has all acknowledged ones. Rounds go on from what was found, so
/// that what was recovered once is recovered again and again, through snapshots, prunes and ever new segments.
/// </summary>
internal sealed class KillRounds
{
    private const int Clients = 4;
    private const int LanesOfClient = 3;
    private const int FewUnits = 50;
    private const int ManyUnits = 4000;

    /// <summary>A kill comes somewhere within this time after the last unit that is waited for.</summary>
    private const int MostMsAfter = 30;

    /// <summary>A slow machine is not waited for.</summary>
    private static readonly TimeSpan _longestLoad = TimeSpan.FromSeconds(20);

    /// <summary>Some rounds end before the first snapshot can have begun, some after several.</summary>
    private const int MostMsBetweenSnapshots = 400;

    private readonly DurableServer _server;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly WritingClient[] _clients;
    private double _readyMs;

    /// <summary>What is done to the data directory after each kill.</summary>
    public Action AfterCrash { get; init; } = static () => { };

    public KillRounds(DurableServer server, int seed, TimeProvider time)
    {
        _server = server;
        _time = time;
        _random = new Random(seed);
        _clients = [.. Enumerable.Range(0, Clients).Select(i => Client(seed, i))];
    }

    private IEnumerable<Lane> Lanes => _clients.SelectMany(client => client.Lanes);

    /// <summary>Runs the rounds and tells of each.</summary>
    public async Task RunAsync(int rounds, Action<string> tell)
    {
        await StartAsync();
        for (var round = 1; round <= rounds; round++)
        {
            var before = Lanes.Sum(lane => lane.Acknowledged);
            var (loadMs, snapshots, crashedAtMs) = await LoadAndCrashAsync();
            AfterCrash();
            var again = await CrashWhileRecoveringAsync();
            await StartAsync();
            var inFlight = Lanes.Sum(lane => lane.InFlight);
            var took = await ReconcileAsync(crashedAtMs);
            var acknowledged = Lanes.Sum(lane => lane.Acknowledged) - before;
            tell($"round={round} load_ms={loadMs} snapshots={snapshots} acknowledged={acknowledged} in_flight={inFlight} "
                + $"of_these_found={took} killed_in_recovery={again} ready_ms={_readyMs:F0}");
        }
    }

    private static WritingClient Client(int seed, int number)
    {
        var random = new Random(unchecked((seed * Clients) + number));
        var tags = Enumerable.Range(0, LanesOfClient).Select(lane => $"{number}.{lane}");
        var lanes = tags.Select(tag => new Lane(tag, new UnitSource(new Random(random.Next()), tag))).ToArray();
        return new WritingClient(random, lanes, TimeProvider.System);
    }

    private async Task StartAsync()
    {
        await _server.StartAsync();
        _readyMs = _server.Process.ReadyMs;
    }

    private async Task<(int LoadMs, int Snapshots, long CrashedAtMs)> LoadAndCrashAsync()
    {
        var isCut = false;
        var begun = _time.GetTimestamp();
        var snapshots = new SnapshotClient(new Random(_random.Next()), MostMsBetweenSnapshots);
        var clients = _clients.Select(client => client.RunAsync(_server.Endpoint, () => Volatile.Read(ref isCut))).ToList();
        if (_server.Options.TakesSnapshots)
            clients.Add(snapshots.RunAsync(_server.Endpoint, () => Volatile.Read(ref isCut)));
        var all = Task.WhenAll(clients);
        // A client that ends by itself has found something wrong.
        await Task.WhenAny(RandomMomentAsync(), Task.WhenAny(clients).Unwrap());
        var loadMs = (int)_time.GetElapsedTime(begun).TotalMilliseconds;
        Volatile.Write(ref isCut, true);
        var crashedAtMs = await _server.CrashAsync(_time);
        await all;
        return (loadMs, snapshots.Begun, crashedAtMs);
    }

    /// <summary>
    /// So many units later, and a little more. Counted in units, as a busy machine would be killed before it did anything; one in
    /// four moments is among the first.
    /// </summary>
    private async Task RandomMomentAsync()
    {
        var until = Lanes.Sum(lane => lane.Acknowledged) + _random.Next(_random.Next(4) == 0 ? FewUnits : ManyUnits);
        var afterMs = _random.Next(MostMsAfter);
        var begun = _time.GetTimestamp();
        while (Lanes.Sum(lane => lane.Acknowledged) < until && _time.GetElapsedTime(begun) < _longestLoad)
            await Task.Delay(1);
        await Task.Delay(afterMs);
    }

    /// <summary>Kills a start that is under way, sometimes; half of the moments are in its last third, where data is read.</summary>
    private async Task<int> CrashWhileRecoveringAsync()
    {
        var times = Math.Max(0, _random.Next(4) - 1);
        for (var i = 0; i < times; i++)
        {
            var share = _random.Next(2) == 0 ? _random.NextDouble() : 0.66 + _random.NextDouble() / 2;
            await _server.BeginAsync();
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(_readyMs * share)), _server.Process.WaitUntilReadyAsync());
            await _server.CrashAsync(_time);
        }

        return times;
    }

    private async Task<int> ReconcileAsync(long crashedAtMs)
    {
        // What lapses may still be there for so long, if it was given its time just before the crash.
        var left = crashedAtMs + UnitSource.LapseMs - _time.GetUtcNow().ToUnixTimeMilliseconds();
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, left + 1)));
        await using var connection = await _server.ConnectAsync();
        var found = await RecoveredKeys.ReadAsync(connection);
        if (found.Select(lane => lane.Key).Except(Lanes.Select(lane => lane.Tag)).FirstOrDefault() is { } tag)
            throw new DurabilityException($"keys of no lane: {found[tag].First().Key}");
        return Lanes.Sum(lane => lane.Reconcile(found[lane.Tag].ToDictionary(key => key.Key, key => key.Value), crashedAtMs));
    }
}
