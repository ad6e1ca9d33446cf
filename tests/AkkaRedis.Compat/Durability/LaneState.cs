using System.Globalization;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// The dumb twin of a server for the keys of one lane: runs the commands that a <see cref="UnitSource"/> makes and says what the
/// server must answer. A key that is given milliseconds to live counts as gone at once: whoever sends such a command waits until
/// it is gone, and whoever looks after a crash looks later than that.
/// </summary>
internal sealed class LaneState
{
    private readonly Dictionary<string, StoredValue> _keys = [];

    public IReadOnlyDictionary<string, StoredValue> Keys => _keys;

    /// <summary>Runs a command that the server ran at some time between the two, and gives its reply.</summary>
    public string Run(string[] command, long fromMs, long toMs)
    {
        var key = command[1];
        switch (command[0])
        {
            case "SET":
                _keys[key] = new StoredValue("string") { Items = [command[2]] };
                return command.Contains("PX") ? After("+OK\r\n", () => _keys.Remove(key)) : "+OK\r\n";
            case "INCR":
                return Increment(key);
            case "APPEND":
                return Append(key, command[2]);
            case "RPUSH":
                Get(key, "list").Items.AddRange(command[2..]);
                return Number(_keys[key].Items.Count);
            case "LPOP":
                return PopFirst(key);
            case "HSET":
                return SetField(Get(key, "hash").Items, command[2], command[3]);
            case "SADD":
                return AddMember(Get(key, "set").Items, command[2]);
            case "DEL":
                return Number(command[1..].Count(_keys.Remove));
            case "PEXPIRE":
                return Number(_keys.Remove(key) ? 1 : 0);
            case "EXPIRE":
                return Expire(key, 1000 * long.Parse(command[2], CultureInfo.InvariantCulture), fromMs, toMs);
            case "PERSIST":
                return Persist(key);
            default:
                throw new ArgumentException($"the twin does not know {command[0]}", nameof(command));
        }
    }

    /// <summary>Null when the keys that a server has are these, with these values.</summary>
    public string? DifferenceTo(IReadOnlyDictionary<string, StoredValue> found)
    {
        foreach (var (key, value) in _keys)
        {
            var difference = found.TryGetValue(key, out var other) ? value.DifferenceTo(other) : $"should be a {value.Type}, is not there";
            if (difference is not null)
                return $"{key} {difference}";
        }

        return found.Keys.FirstOrDefault(key => !_keys.ContainsKey(key)) is { } extra ? $"{extra} should not be there" : null;
    }

    private string Increment(string key)
    {
        var items = Get(key, "string").Items;
        var next = items.Count == 0 ? 1 : long.Parse(items[0], CultureInfo.InvariantCulture) + 1;
        items.Clear();
        items.Add(next.ToString(CultureInfo.InvariantCulture));
        return Number(next);
    }

    private string Append(string key, string text)
    {
        var items = Get(key, "string").Items;
        var longer = (items.Count == 0 ? "" : items[0]) + text;
        items.Clear();
        items.Add(longer);
        return Number(longer.Length);
    }

    private string PopFirst(string key)
    {
        if (!_keys.TryGetValue(key, out var list))
            return "$-1\r\n";
        var first = list.Items[0];
        list.Items.RemoveAt(0);
        if (list.Items.Count == 0)
            _keys.Remove(key);
        return $"${first.Length}\r\n{first}\r\n";
    }

    private string Expire(string key, long lifeMs, long fromMs, long toMs)
    {
        if (!_keys.TryGetValue(key, out var value))
            return Number(0);
        value.Expires = (fromMs + lifeMs, toMs + lifeMs);
        return Number(1);
    }

    private string Persist(string key)
    {
        if (!_keys.TryGetValue(key, out var value) || value.Expires is null)
            return Number(0);
        value.Expires = null;
        return Number(1);
    }

    private StoredValue Get(string key, string type)
    {
        if (!_keys.TryGetValue(key, out var value))
            _keys.Add(key, value = new StoredValue(type));
        return value;
    }

    private static string SetField(List<string> items, string field, string value)
    {
        for (var i = 0; i < items.Count; i += 2)
        {
            if (items[i] != field)
                continue;
            items[i + 1] = value;
            return Number(0);
        }

        items.AddRange([field, value]);
        return Number(1);
    }

    private static string AddMember(List<string> items, string member)
    {
        if (items.Contains(member))
            return Number(0);
        items.Add(member);
        return Number(1);
    }

    private static string After(string reply, Action effect)
    {
        effect();
        return reply;
    }

    private static string Number(long number) => $":{number}\r\n";
}
