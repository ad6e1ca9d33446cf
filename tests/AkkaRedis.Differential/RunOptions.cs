using System.Globalization;

namespace AkkaRedis.Differential;

/// <summary>What to ask, of which servers.</summary>
internal sealed record RunOptions
{
    public const string Usage = """
        Asks redis-server and a node the same random commands and tells where they differ.

          --family NAME      commands of one family (default mixed: all of them)
          --seed N           first seed (1)
          --seeds N          seeds, one after the other (1)
          --commands N       commands of a run (1000000)
          --shards N,N       shards of the node (1,3)
          --resp N,N         protocol (2,3)
          --round N          this round of the seed alone
          --differences N    differences after which a run ends (5)
        """;

    public string Family { get; private init; } = "mixed";

    public int FirstSeed { get; private init; } = 1;

    public int Seeds { get; private init; } = 1;

    public int Commands { get; private init; } = 1_000_000;

    public int[] Shards { get; private init; } = [1, 3];

    public int[] Protocols { get; private init; } = [2, 3];

    /// <summary>Null: one after the other.</summary>
    public int? Round { get; private init; }

    public int MostDifferences { get; private init; } = 5;

    /// <summary>Null when they cannot be understood.</summary>
    public static RunOptions? Parse(string[] args)
    {
        RunOptions? options = args.Length % 2 == 0 ? new RunOptions() : null;
        for (var i = 0; options is not null && i + 1 < args.Length; i += 2)
            options = options.With(args[i], args[i + 1]);
        return options;
    }

    private RunOptions? With(string name, string value)
    {
        if (name == "--family")
            return this with { Family = value };
        int[] numbers = [.. value.Split(',').Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var n) ? n : -1)];
        if (numbers.Contains(-1))
            return null;
        return name switch
        {
            "--seed" => this with { FirstSeed = numbers[0] },
            "--seeds" => this with { Seeds = numbers[0] },
            "--commands" => this with { Commands = numbers[0] },
            "--shards" => this with { Shards = numbers },
            "--resp" => this with { Protocols = numbers },
            "--round" => this with { Round = numbers[0] },
            "--differences" => this with { MostDifferences = numbers[0] },
            _ => null,
        };
    }
}
