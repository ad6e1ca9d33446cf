using System.Diagnostics;
using System.Globalization;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// A PostgreSQL of the test's own: a new cluster in a temporary folder, on a free port of the loopback address, open to the user
/// of that name without a password. It refuses to run as root, so root starts it as the user that Debian's package made.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    public const string User = "akkaredis";
    private const string SystemUser = "postgres";
    private const string ReadyText = "database system is ready to accept connections";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    private PostgreSqlServer()
    {
    }

    /// <summary>Folder of initdb and postgres, which Debian leaves out of the path; null where they are not installed.</summary>
    public static string? Programs { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;

    public int Port { get; } = ServerProcess.FreePort();

    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database=postgres;Username={User}");

    private string DataFolder => Path.Combine(_folder.Path, "cluster");

    public static async Task<PostgreSqlServer> StartAsync()
    {
        var server = new PostgreSqlServer();
        try
        {
            await server.MakeClusterAsync();
            await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>One number, by one statement.</summary>
    public async Task<long> AskAsync(string statement)
    {
        var run = await ProgramRun.StartAsync(
            "psql", "-h", "127.0.0.1", "-p", $"{Port}", "-U", User, "-d", "postgres", "-At", "-c", statement);
        return long.Parse(run.AssertClean().Lines[0], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            Signals.Interrupt(_process.Id);
            await _process.WaitForExitAsync().WaitAsync(Limit);
        }

        _process?.Dispose();
        _folder.Dispose();
    }

    private async Task MakeClusterAsync()
    {
        if (Environment.IsPrivilegedProcess)
            (await ProgramRun.StartAsync("chown", SystemUser, _folder.Path)).AssertClean();
        var (program, args) = AsUser("initdb", "-D", DataFolder, "-U", User, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        var run = await ProgramRun.StartAsync(program, args);
        Assert.True(run.ExitCode == 0, $"{run.CommandLine}: {run.Output}{run.Errors}");
    }

    private async Task RunAsync()
    {
        // Nothing here is about the database's own durability.
        var (program, args) = AsUser(
            "postgres", "-D", DataFolder, "-p", $"{Port}", "-k", _folder.Path, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off");
        _process = ProgramRun.Start(program, args);
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Assert.True(await _ready.Task.WaitAsync(Limit), "postgres ended before it was ready");
    }

    private void Take(string? line)
    {
        if (line is null)
            _ready.TrySetResult(false);
        else if (line.Contains(ReadyText, StringComparison.Ordinal))
            _ready.TrySetResult(true);
    }

    /// <summary>setpriv becomes the program, so that signals to it reach the server.</summary>
    private static (string Program, string[] Args) AsUser(string name, params string[] args)
    {
        var program = Path.Combine(Programs ?? "", name);
        return Environment.IsPrivilegedProcess
            ? ("setpriv", ["--reuid", SystemUser, "--regid", SystemUser, "--init-groups", program, .. args])
            : (program, args);
    }
}

/// <summary>A test that needs PostgreSQL; without it the test is skipped and says so.</summary>
public sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = Tools.ReasonNotNode
        ?? (ServerTarget.RequiresTools || PostgreSqlServer.Programs is not null ? null : "needs postgresql; tests/run.sh installs it");
}
