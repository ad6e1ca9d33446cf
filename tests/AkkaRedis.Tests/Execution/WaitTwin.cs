namespace AkkaRedis.Tests.Execution;

/// <summary>
/// The dumb twin of a shard with waiters: lists and texts in one dictionary, waiters in one list in the order in which they
/// came, and after each command or transaction a look at the keys that it made lists, in order.
/// </summary>
internal sealed class WaitTwin
{
    private readonly Dictionary<string, List<string>?> _keys = [];
    private readonly List<(long Connection, string[] Command, long EndMs)> _waiting = [];
    private readonly List<string> _ready = [];

    /// <summary>What connections were answered, in order.</summary>
    public List<string> Answers { get; } = [];

    public IEnumerable<long> Waiting => _waiting.Select(w => w.Connection);

    /// <summary>Runs commands as one unit; a single one that finds nothing waits.</summary>
    public void Run(long connection, long nowMs, params string[][] commands)
    {
        var replies = new List<string>();
        foreach (var command in commands)
        {
            if (Do(command, onlyKey: null) is { } reply)
                replies.Add(reply);
            else if (commands.Length == 1)
                _waiting.Add((connection, command, EndOf(command, nowMs)));
            else
                replies.Add(command[0] is "BLPOP" or "BRPOP" ? "*-1" : "$-1");
        }

        if (replies.Count > 0)
            Answers.Add($"{connection}: {string.Join(' ', replies)}");
        Serve();
    }

    /// <summary>Ends waits whose time is over, the earliest first.</summary>
    public void Pass(long nowMs)
    {
        foreach (var due in _waiting.Where(w => w.EndMs <= nowMs).OrderBy(w => w.EndMs).ToList())
        {
            _waiting.Remove(due);
            Answers.Add($"{due.Connection}: *-1");
        }
    }

    public void Forget(long connection) => _waiting.RemoveAll(w => w.Connection == connection);

    /// <summary>Time-outs are 0 or tenths of a second: "0.3".</summary>
    private static long EndOf(string[] command, long nowMs) =>
        command[^1] == "0" ? long.MaxValue : nowMs + (100 * (command[^1][^1] - '0'));

    private static IEnumerable<string> KeysOf(string[] command) => command[0] is "BLMOVE" ? [command[1]] : command[1..^1];

    private void Serve()
    {
        while (_ready.Count > 0)
        {
            var key = _ready[0];
            _ready.RemoveAt(0);
            foreach (var waiter in _waiting.Where(w => KeysOf(w.Command).Contains(key)).ToList())
            {
                if (_keys.GetValueOrDefault(key) is null || Do(waiter.Command, key) is not { } reply)
                    break;
                _waiting.Remove(waiter);
                Answers.Add($"{waiter.Connection}: {reply}");
            }
        }
    }

    /// <summary>The reply, or null when there is nothing to take.</summary>
    private string? Do(string[] command, string? onlyKey)
    {
        switch (command[0])
        {
            case "SET":
                _keys[command[1]] = null;
                return "+OK";
            case "DEL":
                return _keys.Remove(command[1]) ? ":1" : ":0";
            case "RENAME":
                return Rename(command[1], command[2]);
            case "RPUSH":
                return command[2..].Aggregate("", (_, element) => Push(command[1], element, atHead: false));
            case "BLMOVE":
                return Move(command[1], command[2], command[3] == "LEFT", command[4] == "LEFT");
            default:
                return Pop(command[1..^1], onlyKey, command[0] == "BLPOP");
        }
    }

    private string Rename(string from, string to)
    {
        if (!_keys.TryGetValue(from, out var value))
            return "-ERR no such key";
        _keys.Remove(from);
        _keys[to] = value;
        NoteReady(to);
        return "+OK";
    }

    private string Push(string key, string element, bool atHead)
    {
        if (_keys.TryGetValue(key, out var list) && list is null)
            return "-WRONGTYPE Operation against a key holding the wrong kind of value";
        list ??= _keys[key] = [];
        list.Insert(atHead ? 0 : list.Count, element);
        NoteReady(key);
        return $":{list.Count}";
    }

    private string? Move(string from, string to, bool fromHead, bool toHead)
    {
        const string wrong = "-WRONGTYPE Operation against a key holding the wrong kind of value";
        if (!_keys.TryGetValue(from, out var list))
            return null;
        if (list is null || (_keys.TryGetValue(to, out var target) && target is null))
            return wrong;
        var element = Take(from, list, fromHead, removesKey: false);
        Push(to, element, toHead);
        if (list.Count == 0)
            _keys.Remove(from);
        return $"${element.Length},{element}";
    }

    private string? Pop(string[] keys, string? onlyKey, bool atHead)
    {
        foreach (var key in keys)
        {
            if ((onlyKey is not null && key != onlyKey) || !_keys.TryGetValue(key, out var list))
                continue;
            if (list is null)
                return "-WRONGTYPE Operation against a key holding the wrong kind of value";
            var element = Take(key, list, atHead, removesKey: true);
            return $"*2,${key.Length},{key},${element.Length},{element}";
        }

        return null;
    }

    private string Take(string key, List<string> list, bool atHead, bool removesKey)
    {
        var at = atHead ? 0 : list.Count - 1;
        var element = list[at];
        list.RemoveAt(at);
        if (removesKey && list.Count == 0)
            _keys.Remove(key);
        return element;
    }

    private void NoteReady(string key)
    {
        if (_keys[key] is not null && !_ready.Contains(key) && _waiting.Any(w => KeysOf(w.Command).Contains(key)))
            _ready.Add(key);
    }
}
