using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>The log in PostgreSQL, by nothing but the example configuration with another connection string.</summary>
[Collection(OwnProcesses.Name)]
public sealed class PostgreSqlTests
{
    private const int Rounds = 3;

    [PostgreSqlFact]
    public async Task A_node_that_was_killed_finds_its_data_in_the_database()
    {
        await using var database = await PostgreSqlServer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var server = new DurableServer(Options(folder, database) with { TakesSnapshots = false });

        await new KillRounds(server, seed: 1, TimeProvider.System).RunAsync(Rounds, _ => { });

        Assert.Equal(2, await database.AskAsync("select count(distinct persistence_id) from journal where persistence_id like 'shard-%'"));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.seg*", SearchOption.AllDirectories));
    }

    [PostgreSqlFact]
    public async Task Snapshots_and_the_log_in_the_database_join()
    {
        await using var database = await PostgreSqlServer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var server = new DurableServer(Options(
            folder, database, "akkaredis.auto-aof-rewrite-min-size = 100kb", "akkaredis.auto-aof-rewrite-percentage = 20"));

        await new KillRounds(server, seed: 2, TimeProvider.System).RunAsync(Rounds, _ => { });

        Assert.NotEmpty(Directory.GetFiles(folder.Path, "*.snap", SearchOption.AllDirectories));
    }

    private static DurableOptions Options(TemporaryFolder folder, PostgreSqlServer database, params string[] further) => new(
        Path.Combine(folder.Path, "data"), Shards: 2, "everysec",
        [
            .. File.ReadAllLines(Path.Combine(Path.GetDirectoryName(ServerTarget.NodeAssembly)!, "hocon", "postgresql.conf")),
            $"akka.persistence.journal.sql.connection-string = \"{database.ConnectionString}\"",
            .. further,
        ]);
}
