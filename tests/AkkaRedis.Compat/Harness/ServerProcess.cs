using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AkkaRedis.Compat.Harness;

/// <summary>
/// One server as a process of its own, on free ports of the loopback address and, unless it was begun in one that stays, in a
/// folder of its own that goes with it. States: started -> ready (its line was seen) -> terminated (SIGTERM) -> exited. What it
/// printed is kept for messages.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Bounds of a test that hangs, not promises: READY is promised in 3 s and has its own test.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly TemporaryFolder? _folder;
    /// <summary>Line of a configuration file: DEBUG is allowed, as on the redis-server that judges.</summary>
    public const string WithDebug = "akkaredis.enable-debug-command = local";

    private readonly TaskCompletionSource<ReadyPorts?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];

    private ServerProcess(ProcessStartInfo start, TemporaryFolder? folder, int chosenPort)
    {
        _folder = folder;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        StartedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} was not started");
        _process.OutputDataReceived += (_, line) => Take(line.Data, chosenPort);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public long StartedAt { get; }

    /// <summary>From the start of the process to its READY line, in ms.</summary>
    public double ReadyMs { get; private set; }

    public int ProcessId => _process.Id;

    public ReadyPorts Ports { get; private set; } = new(0, 0, 0, 0, 0);

    public IPEndPoint Endpoint => new(IPAddress.Loopback, Ports.Port);

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>Starts the target of this run and waits until it serves.</summary>
    /// <param name="shards">Shards of a node.</param>
    /// <param name="settings">Lines of a configuration file of a node.</param>
    public static Task<ServerProcess> StartAsync(int shards, params string[] settings)
    {
        if (ServerTarget.IsRedisServer)
            return StartRedisServerAsync();
        var folder = new TemporaryFolder();
        return WhenReadyAsync(new ServerProcess(Node(folder.Path, shards, settings), folder, chosenPort: 0));
    }

    /// <summary>Starts a redis-server, whatever the target is: the judge that replies are compared with.</summary>
    /// <param name="rdbFile">A file that it loads at start.</param>
    public static Task<ServerProcess> StartRedisServerAsync(string? rdbFile = null)
    {
        var folder = new TemporaryFolder();
        if (rdbFile is not null)
            File.Copy(rdbFile, Path.Combine(folder.Path, "dump.rdb"));
        var port = FreePort();
        return WhenReadyAsync(new ServerProcess(RedisServer(folder.Path, port), folder, port));
    }

    /// <summary>Starts a server whose folder stays, and does not wait.</summary>
    /// <param name="chosenPort">Port of a redis-server; 0 for a node, which tells its own.</param>
    public static ServerProcess Begin(ProcessStartInfo start, int chosenPort) => new(start, folder: null, chosenPort);

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{ProcessId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Sends SIGTERM and gives the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        if (!_process.HasExited)
            Signals.Terminate(ProcessId);
        return await ExitAsync();
    }

    /// <summary>Ends the process at once, as a crash does (SIGKILL), and waits until it is gone.</summary>
    public async Task CrashAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until the process, which was asked to end, has ended, and gives the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(ExitLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the server did not exit within {ExitLimit.TotalSeconds} s; it printed:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>Ends the process whatever it does and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static async Task<ServerProcess> WhenReadyAsync(ServerProcess server)
    {
        try
        {
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch
        {
            await server.KillAsync();
            throw;
        }
    }

    private static ProcessStartInfo Node(string folder, int shards, string[] settings)
    {
        var file = Path.Combine(folder, "node.conf");
        File.WriteAllLines(file, settings);
        return Node(folder, shards, file);
    }

    private static ProcessStartInfo Node(string folder, int shards, string settingsFile) =>
        new(ServerTarget.DotnetHost, NodeArguments(Path.Combine(folder, "data"), shards, settingsFile));

    /// <summary>Command line of a node on free ports.</summary>
    public static string[] NodeArguments(string dir, int shards, string settingsFile) =>
    [
        ServerTarget.NodeAssembly, "--port", "0", "--cluster-port", "0", "--node-port", "0", "--peer-port", "0", "--admin-port", "0",
        "--bind", "127.0.0.1", "--dir", dir, "--shards", shards.ToString(CultureInfo.InvariantCulture), "--config", settingsFile,
    ];

    private static ProcessStartInfo RedisServer(string folder, int port) => new("redis-server",
    [
        "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--daemonize", "no",
        "--enable-debug-command", "yes",
    ]);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Take(string? line, int chosenPort)
    {
        Keep(line);
        if (line is null)
            _ready.TrySetResult(null);
        else if (chosenPort == 0 && ReadyPorts.Parse(line) is { } ports)
            _ready.TrySetResult(ports);
        else if (chosenPort != 0 && line.Contains("Ready to accept connections", StringComparison.Ordinal))
            _ready.TrySetResult(new ReadyPorts(chosenPort, 0, 0, 0, 0));
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Add(line);
    }

    /// <summary>Waits until it serves.</summary>
    public async Task WaitUntilReadyAsync()
    {
        try
        {
            Ports = await _ready.Task.WaitAsync(StartLimit) ?? throw await EndedEarlyAsync();
            ReadyMs = Stopwatch.GetElapsedTime(StartedAt).TotalMilliseconds;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the server was not ready within {StartLimit.TotalSeconds} s; it printed:\n{Output}");
        }
    }

    private async Task<Exception> EndedEarlyAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(ExitLimit);
        return new InvalidOperationException($"the server exited with {_process.ExitCode} before it was ready; it printed:\n{Output}");
    }

    private async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _folder?.Dispose();
    }
}
