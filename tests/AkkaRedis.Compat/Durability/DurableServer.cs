using System.Diagnostics;
using System.Globalization;
using System.Net;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// A server and its data directory, which stays when the process is killed and started again. Disposing ends the process; the
/// directory belongs to whoever gave it.
/// </summary>
internal sealed class DurableServer(DurableOptions options) : IAsyncDisposable
{
    private ServerProcess? _process;

    public DurableOptions Options => options;

    public ServerProcess Process => _process ?? throw new InvalidOperationException("the server was not started");

    public IPEndPoint Endpoint => Process.Endpoint;

    /// <summary>Starts the process and does not wait for it.</summary>
    public async Task BeginAsync()
    {
        await DisposeAsync();
        var port = options.IsRedisServer ? ServerProcess.FreePort() : 0;
        _process = ServerProcess.Begin(options.CommandLine(port), port);
    }

    /// <summary>Starts the process and waits until it serves.</summary>
    public async Task StartAsync()
    {
        await BeginAsync();
        await Process.WaitUntilReadyAsync();
    }

    /// <summary>SIGKILL; gives when the process was certainly gone, in Unix ms.</summary>
    public async Task<long> CrashAsync(TimeProvider time)
    {
        await Process.CrashAsync();
        return time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Endpoint);

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
            await process.DisposeAsync();
        _process = null;
    }
}

/// <summary>What a server is started with; kept over its restarts.</summary>
/// <param name="Dir">The data directory.</param>
/// <param name="Shards">Shards of a node.</param>
/// <param name="Settings">Lines of a configuration file of a node.</param>
internal sealed record DurableOptions(string Dir, int Shards, string Fsync, params string[] Settings)
{
    /// <summary>redis-server proves the test itself.</summary>
    public bool IsRedisServer { get; init; } = ServerTarget.IsRedisServer;

    public bool AppendOnly { get; init; } = true;

    /// <summary>Are snapshots asked for while clients write?</summary>
    public bool TakesSnapshots { get; init; } = true;

    private string AppendOnlyWord => AppendOnly ? "yes" : "no";

    public ProcessStartInfo CommandLine(int port)
    {
        Directory.CreateDirectory(Dir);
        return IsRedisServer ? RedisServer(port) : Node();
    }

    private ProcessStartInfo Node()
    {
        var file = Dir.TrimEnd('/') + ".conf";
        File.WriteAllLines(file, Settings);
        return new ProcessStartInfo(
            ServerTarget.DotnetHost,
            [.. ServerProcess.NodeArguments(Dir, Shards, file), "--appendonly", AppendOnlyWord, "--appendfsync", Fsync]);
    }

    private ProcessStartInfo RedisServer(int port) => new("redis-server",
    [
        "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", Dir, "--save", "", "--daemonize", "no",
        "--appendonly", AppendOnlyWord, "--appendfsync", Fsync,
    ]);
}
