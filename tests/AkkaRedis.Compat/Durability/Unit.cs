using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// What a server must do as a whole or not at all: a command, a transaction or a script. <see cref="Effects"/> is what it does,
/// in commands that <see cref="LaneState"/> knows.
/// </summary>
internal sealed class Unit
{
    private readonly Func<string[], string> _replies;

    private Unit(string request, int replyCount, string[][] effects, Func<string[], string> replies)
    {
        Request = request;
        ReplyCount = replyCount;
        Effects = effects;
        _replies = replies;
    }

    /// <summary>The bytes to send.</summary>
    public string Request { get; }

    public int ReplyCount { get; }

    public string[][] Effects { get; }

    /// <summary>The key that is gone by itself soon after; null when there is none.</summary>
    public string? Lapsing { get; init; }

    public long SentAtMs { get; set; }

    public static Unit Command(params string[] command) =>
        new(RawConnection.Resp(command), 1, [command], replies => replies[0]);

    /// <summary>A command after which its key lives for so short that the twin takes it for gone.</summary>
    public static Unit Last(params string[] command) =>
        new(RawConnection.Resp(command), 1, [command], replies => replies[0]) { Lapsing = command[1] };

    public static Unit Transaction(params string[][] commands)
    {
        string[][] sent = [["MULTI"], .. commands, ["EXEC"]];
        var queued = string.Concat(Enumerable.Repeat("+QUEUED\r\n", commands.Length));
        return new(
            string.Concat(sent.Select(RawConnection.Resp)), sent.Length, commands,
            replies => $"+OK\r\n{queued}*{commands.Length}\r\n{string.Concat(replies)}");
    }

    /// <summary>A script that calls the commands and returns the reply of the last.</summary>
    public static Unit Script(params string[][] commands)
    {
        var keys = commands.Select(c => c[1]).Distinct().ToList();
        var arguments = commands.SelectMany(c => c[2..]).ToList();
        var nextArgument = 0;
        var lines = commands.Select(c => string.Join(
            ", ", [$"'{c[0]}'", $"KEYS[{keys.IndexOf(c[1]) + 1}]", .. c[2..].Select(_ => $"ARGV[{++nextArgument}]")]));
        var script = string.Join("\n", lines.Select(line => $"r = redis.call({line})"));
        string[] sent = ["EVAL", $"local r\n{script}\nreturn r", $"{keys.Count}", .. keys, .. arguments];
        return new(RawConnection.Resp(sent), 1, commands, replies => replies[^1]);
    }

    /// <summary>Runs it on the twin and gives what the server must have answered in all.</summary>
    public string RunOn(LaneState state, long doneAtMs) =>
        _replies([.. Effects.Select(effect => state.Run(effect, SentAtMs, doneAtMs))]);
}
