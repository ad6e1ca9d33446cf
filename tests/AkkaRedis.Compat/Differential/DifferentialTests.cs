using System.Globalization;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Differential;

[Collection(OneShard.Name)]
public sealed class DifferentialOnOneShard(OneShardServer server, JudgeServer judge) : DifferentialTests(server, judge);

[Collection(FiveShards.Name)]
public sealed class DifferentialOnFiveShards(FiveShardServer server, JudgeServer judge) : DifferentialTests(server, judge);

/// <summary>
/// Random commands of every family get the replies of redis-server. Short here; AKKAREDIS_DIFFERENTIAL_COMMANDS says how many
/// commands a run has, AKKAREDIS_DIFFERENTIAL_SEED the first seed and AKKAREDIS_DIFFERENTIAL_SEEDS how many there are.
/// </summary>
public abstract class DifferentialTests(SharedServer server, JudgeServer judge) : IClassFixture<JudgeServer>
{
    private static readonly int Commands = Setting("COMMANDS", 2000);
    private static readonly int FirstSeed = Setting("SEED", 1);
    private static readonly int Seeds = Setting("SEEDS", 1);

    public static TheoryData<string, int> Runs()
    {
        var rows = new TheoryData<string, int>();
        foreach (var family in CommandFamilies.All)
        {
            rows.Add(family.Name, 2);
            rows.Add(family.Name, 3);
        }

        return rows;
    }

    [ToolTheory("redis-server")]
    [MemberData(nameof(Runs))]
    public async Task Random_commands_get_the_replies_of_redis_server(string family, int protocol)
    {
        await using var judging = await judge.ConnectAsync();
        await using var judged = await server.ConnectAsync();
        for (var seed = FirstSeed; seed < FirstSeed + Seeds; seed++)
            await new DifferentialRun(new ServerPair(judging, judged, protocol), CommandFamilies.Named(family), seed).RunAsync(Commands);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable($"AKKAREDIS_DIFFERENTIAL_{name}") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}

/// <summary>A redis-server for the tests of a class, started when the first one needs it.</summary>
public sealed class JudgeServer : IAsyncLifetime
{
    private ServerProcess? _process;

    public async Task<RawConnection> ConnectAsync()
    {
        _process ??= await ServerProcess.StartRedisServerAsync();
        return await RawConnection.OpenAsync(_process.Endpoint);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
