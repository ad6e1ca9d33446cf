using System.Net;

namespace AkkaRedis.Compat.Harness;

/// <summary>One server that the tests of a collection share; the end of the collection is also a test of a clean exit.</summary>
public abstract class SharedServer(int shards, params string[] settings) : IAsyncLifetime
{
    private ServerProcess? _process;

    public ServerProcess Process => _process ?? throw new InvalidOperationException("the server was not started");

    public IPEndPoint Endpoint => Process.Endpoint;

    public int Port => Process.Ports.Port;

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Endpoint);

    /// <summary>Sends one inline command on a connection of its own and gives the reply as bytes read as Latin-1.</summary>
    public async Task<string> AskAsync(string inlineCommand)
    {
        await using var connection = await ConnectAsync();
        return await connection.AskAsync(inlineCommand);
    }

    public async Task FlushAsync() => Assert.Equal("+OK\r\n", await AskAsync("FLUSHALL"));

    public async Task InitializeAsync() => _process = await ServerProcess.StartAsync(shards, settings);

    public async Task DisposeAsync()
    {
        if (_process is null)
            return;
        await using var process = _process;
        var exitCode = await process.TerminateAsync();
        Assert.True(exitCode == 0, $"the server exited with {exitCode} after SIGTERM; it printed:\n{process.Output}");
    }
}

public sealed class OneShardServer() : SharedServer(shards: 1, ServerProcess.WithDebug);

public sealed class FiveShardServer() : SharedServer(shards: 5, ServerProcess.WithDebug);

/// <summary>Client sockets by the engine that Linux does not take by itself.</summary>
public sealed class DotnetSocketsServer() : SharedServer(shards: 3, "akkaredis.socket-engine = dotnet");

[CollectionDefinition(Name)]
public sealed class OneShard : ICollectionFixture<OneShardServer>
{
    public const string Name = "one shard";
}

[CollectionDefinition(Name)]
public sealed class FiveShards : ICollectionFixture<FiveShardServer>
{
    public const string Name = "five shards";
}

[CollectionDefinition(Name)]
public sealed class DotnetSockets : ICollectionFixture<DotnetSocketsServer>
{
    public const string Name = "dotnet sockets";
}

/// <summary>Tests that start processes of their own and look at their times; they run when all others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OwnProcesses
{
    public const string Name = "own processes";
}
