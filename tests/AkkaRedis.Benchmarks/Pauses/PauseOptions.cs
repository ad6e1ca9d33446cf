using System.Globalization;

namespace AkkaRedis.Benchmarks.Pauses;

/// <summary>What a run of the pause measurement does; see pauses.sh for the meaning of each.</summary>
internal sealed record PauseOptions
{
    public int Port { get; init; } = 6379;

    public int Strings { get; init; } = 10_000_000;

    public int Hashes { get; init; }

    public int Lists { get; init; }

    public int Expiring { get; init; } = 1_000_000;

    public int Seconds { get; init; } = 300;

    public int WritesPerSecond { get; init; } = 10_000;

    /// <summary>Options as name and value in turn, "--seconds 30".</summary>
    public static PauseOptions Parse(string[] args)
    {
        var options = new PauseOptions();
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var value = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            options = args[i] switch
            {
                "--port" => options with { Port = value },
                "--strings" => options with { Strings = value },
                "--hashes" => options with { Hashes = value },
                "--lists" => options with { Lists = value },
                "--expiring" => options with { Expiring = value },
                "--seconds" => options with { Seconds = value },
                "--rate" => options with { WritesPerSecond = value },
                _ => throw new ArgumentException($"{args[i]} is unknown"),
            };
        }

        return options;
    }
}
