using System.Globalization;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>What a run of the load tool is told.</summary>
internal sealed record LoadOptions
{
    public const string Usage =
        """
        usage: load --port P [options]
          --rate R          requests per second, sent by schedule; 0 = each connection sends as soon as it has its replies (0)
          --connections N   (50)
          --seconds S       after the warm-up (10)
          --warm-up S       seconds at the same rate that are not counted (1)
          --pipeline N      requests sent together (1)
          --command TEXT    __rand__ is a random number of 12 digits, __data__ a value ("SET key:__rand__ __data__")
          --value-bytes N   length of __data__ (3)
          --keys N          numbers that __rand__ is drawn from (100000)
          --seed N          of __rand__ (1)
          --drain S         seconds to wait for the last replies (5)
        usage: hold --port P --connections N
          opens idle connections, says "holding N" and keeps them until its input ends
        """;

    public int Port { get; init; }

    public double Rate { get; init; }

    public int Connections { get; init; } = 50;

    public double Seconds { get; init; } = 10;

    public double WarmUpSeconds { get; init; } = 1;

    public int Pipeline { get; init; } = 1;

    public string Command { get; init; } = "SET key:__rand__ __data__";

    public int ValueBytes { get; init; } = 3;

    public long Keys { get; init; } = 100_000;

    public int Seed { get; init; } = 1;

    public double DrainSeconds { get; init; } = 5;

    /// <summary>Null with an error when an option is unknown or lacks a sensible value.</summary>
    public static LoadOptions? Parse(ReadOnlySpan<string> args, out string? error)
    {
        var options = new LoadOptions();
        error = null;
        for (; error is null && args.Length >= 2; args = args[2..])
            error = options.With(args[0], args[1], out options);
        error ??= args.Length > 0 ? $"{args[0]} is unknown or lacks its value" : null;
        error ??= options.Port is < 1 or > 65535 ? "--port is missing" : null;
        error ??= options.Connections < 1 || options.Pipeline < 1 || options.Keys < 1 ? "numbers must be positive" : null;
        return error is null ? options : null;
    }

    private string? With(string name, string value, out LoadOptions options)
    {
        options = this;
        if (name == "--command")
        {
            options = this with { Command = value };
            return null;
        }

        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number < 0)
            return $"{name} {value}: a number is expected";
        var changed = WithNumber(name, number);
        options = changed ?? this;
        return changed is null ? $"{name} is unknown" : null;
    }

    private LoadOptions? WithNumber(string name, double number) => name switch
    {
        "--port" => this with { Port = (int)number },
        "--rate" => this with { Rate = number },
        "--connections" => this with { Connections = (int)number },
        "--seconds" => this with { Seconds = number },
        "--warm-up" => this with { WarmUpSeconds = number },
        "--pipeline" => this with { Pipeline = (int)number },
        "--value-bytes" => this with { ValueBytes = (int)number },
        "--keys" => this with { Keys = (long)number },
        "--seed" => this with { Seed = (int)number },
        "--drain" => this with { DrainSeconds = number },
        _ => null,
    };
}
