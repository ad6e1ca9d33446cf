using System.Diagnostics;
using System.Runtime;

namespace AkkaRedis.Benchmarks.Pauses;

/// <summary>
/// The measurement of pauses against one server: fills it, then writes to it at a fixed rate, growing it all the time, while a
/// second connection notes how long each of its own requests takes. In the middle of it a part of the keys expires at once.
/// </summary>
internal sealed class PauseRun(PauseOptions options)
{
    private const int FillPipeline = 500;
    private const int TicksPerSecond = 100;

    private readonly Random _random = new(1);
    private readonly Wire _wire = new(options.Port);
    private int _nextKey = options.Strings;

    public void Run()
    {
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        Waits filling = new("while filling"), writing = new("steady writes"), bare = new("echo beside it");
        using var probe = new Probe(options.Port, Math.Max(1, options.Strings), filling);
        var fillTime = Stopwatch.StartNew();
        Fill();
        Console.WriteLine(FormattableString.Invariant($"filled in {fillTime.Elapsed.TotalSeconds:F0} s"));
        PrintServer("INFO memory", "used_memory:", "used_memory_rss:", "gc_heap_bytes:");
        using var echo = Probe.Bare(bare);
        probe.SwitchTo(writing);
        var collectionsBefore = GC.CollectionCount(0);
        Write();
        Console.WriteLine(Waits.Heading);
        foreach (var waits in new[] { filling, writing, bare })
            Console.WriteLine(waits);
        Console.WriteLine($"collections of this client meanwhile: {GC.CollectionCount(0) - collectionsBefore}");
        PrintServer("INFO memory", "used_memory:", "used_memory_rss:", "gc_heap_bytes:");
        PrintServer("INFO akkaredis", "gc_");
    }

    private void Fill()
    {
        Send(options.Strings, i => _wire.Add("SET key:"u8, i, " 0123456789abcdef0123456789abcdef"u8));
        Send(options.Hashes, AddHash);
        Send(options.Lists, i => _wire.Add("RPUSH list:"u8, i, " element:1 element:2 3 4 element:5 6 7 8 9 element:10"u8));
        Send(options.Expiring, i => _wire.Add("SET expiring:"u8, i, " 0123456789abcdef"u8));
    }

    private void AddHash(int number) => _wire.Add("HSET hash:"u8, number,
        " field:1 value:1 field:2 value:2 field:3 3 field:4 4 field:5 5 field:6 6 field:7 7 field:8 8 field:9 9 field:10 10"u8);

    private void Send(int count, Action<int> add)
    {
        for (var i = 0; i < count; i++)
        {
            add(i);
            if (i % FillPipeline == FillPipeline - 1 || i == count - 1)
                _wire.Exchange();
        }
    }

    /// <summary>Writes at the wanted rate; the expiry of all expiring keys is set, to one moment, during the first third.</summary>
    private void Write()
    {
        var expireAtMs = TimeProvider.System.GetUtcNow().AddSeconds(options.Seconds * 0.6).ToUnixTimeMilliseconds();
        var after = System.Text.Encoding.ASCII.GetBytes($" {expireAtMs}");
        var ticks = options.Seconds * TicksPerSecond;
        var expiriesPerTick = options.Expiring / (ticks / 3) + 1;
        var expiring = 0;
        var begin = Stopwatch.GetTimestamp();
        using var timer = new ManualResetEventSlim(false);
        for (var tick = 0; tick < ticks; tick++)
        {
            for (var i = 0; i < options.WritesPerSecond / TicksPerSecond; i++)
                AddWrite();
            for (var i = 0; i < expiriesPerTick && expiring < options.Expiring; i++)
                _wire.Add("PEXPIREAT expiring:"u8, expiring++, after);
            _wire.Exchange();
            var due = TimeSpan.FromSeconds((tick + 1.0) / TicksPerSecond) - Stopwatch.GetElapsedTime(begin);
            if (due > TimeSpan.Zero)
                timer.Wait(due);
        }
    }

    private void AddWrite()
    {
        var chosen = _random.Next(100);
        if (chosen < 40)
            _wire.Add("SET key:"u8, _random.Next(Math.Max(1, _nextKey)), " fedcba9876543210fedcba9876543210"u8);
        else if (chosen < 65)
            _wire.Add("SET key:"u8, _nextKey++, " 0123456789abcdef0123456789abcdef"u8);
        else if (chosen < 75)
            _wire.Add("DEL key:"u8, _random.Next(Math.Max(1, _nextKey)), ""u8);
        else if (chosen < 83)
            _wire.Add("HSET hash:"u8, _random.Next(Math.Max(1000, options.Hashes)), " field:3 value:3 field:11 v"u8);
        else if (chosen < 88)
            _wire.Add("HINCRBY large:hash "u8, _random.Next(10_000_000), " 1"u8);
        else if (chosen < 94)
            _wire.Add("RPUSH list:"u8, _random.Next(Math.Max(1000, options.Lists)), " element:11"u8);
        else
            _wire.Add("LPOP list:"u8, _random.Next(Math.Max(1000, options.Lists)), ""u8);
    }

    private void PrintServer(string command, params string[] fields)
    {
        using var wire = new Wire(options.Port);
        var lines = wire.Ask(command).Split("\r\n").Where(line => fields.Any(f => line.StartsWith(f, StringComparison.Ordinal)));
        Console.WriteLine(string.Join("  ", lines));
    }
}
