using System.Globalization;
using AkkaRedis.Compat.Harness;
using Xunit.Sdk;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// How much is tried, from the environment: <c>AKKAREDIS_DURABILITY_ROUNDS</c> kills in all, over all rows of the test,
/// <c>AKKAREDIS_DURABILITY_SEED</c>, and <c>AKKAREDIS_DURABILITY_LOG</c>, a file that gets a line for each round. What a seed
/// decides are the commands and the moments of the kills; how far a server gets by then is its own.
/// </summary>
internal static class DurabilityRun
{
    private const int FewRounds = 12;

    /// <summary>Then a new directory is begun, so that young ones are tried too.</summary>
    private const int MostRoundsOfDirectory = 8;
    private const int SeedsOfRow = 1000;

    private static int Rounds { get; } = FromEnvironment("AKKAREDIS_DURABILITY_ROUNDS", FewRounds);

    private static int FirstSeed { get; } = FromEnvironment("AKKAREDIS_DURABILITY_SEED", 1);

    private static string? LogFile { get; } = Environment.GetEnvironmentVariable("AKKAREDIS_DURABILITY_LOG");

    /// <summary>Kills servers with these options, in as many directories as a row's share of the rounds takes.</summary>
    /// <param name="row">The row of the test, of <paramref name="rows"/>: each has seeds of its own.</param>
    public static async Task KillAsync(int row, int rows, Func<string, int, DurableOptions> optionsOf)
    {
        var rounds = (Rounds + rows - 1) / rows;
        for (var seed = FirstSeed + (SeedsOfRow * row); rounds > 0; seed++, rounds -= MostRoundsOfDirectory)
        {
            using var folder = new TemporaryFolder();
            await KillOneAsync(folder, optionsOf(Path.Combine(folder.Path, "data"), seed), seed, Math.Min(rounds, MostRoundsOfDirectory));
        }
    }

    private static async Task KillOneAsync(TemporaryFolder folder, DurableOptions options, int seed, int rounds)
    {
        await using var server = new DurableServer(options);
        try
        {
            await new KillRounds(server, seed, TimeProvider.System).RunAsync(
                rounds, line => Tell($"fsync={options.Fsync} shards={options.Shards} seed={seed} {line}"));
        }
        catch (Exception e)
        {
            throw new XunitException(
                $"seed {seed}, {options}: {e.Message}\nthe directory is kept: {folder.Keep()}\n"
                + $"the server printed:\n{server.Process.Output}",
                e);
        }
    }

    private static void Tell(string line)
    {
        if (LogFile is not null)
            File.AppendAllText(LogFile, line + "\n");
    }

    private static int FromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
