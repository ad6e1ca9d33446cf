using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// The newest slow commands of a node, whichever shard or connection they ran on. Ids rise and are never given twice, so that a
/// reader sees what is new. Long commands are kept in part: at most 32 arguments of at most 128 bytes, as in redis-server.
/// Any thread.
/// </summary>
public sealed class SlowLog
{
    private const int MaxArguments = 32;
    private const int MaxArgumentBytes = 128;

    private readonly Lock _lock = new();
    private readonly LinkedList<SlowLogEntry> _newestFirst = [];
    private long _lastId = -1;

    public int Length
    {
        get
        {
            lock (_lock)
                return _newestFirst.Count;
        }
    }

    public void Add(
        CommandRow row, in Args args, long durationUs, long atSeconds, string clientAddress, string clientName, int maxLength)
    {
        var arguments = Trim(row, args);
        lock (_lock)
        {
            _newestFirst.AddFirst(new SlowLogEntry(++_lastId, atSeconds, durationUs, arguments, clientAddress, clientName));
            while (_newestFirst.Count > maxLength)
                _newestFirst.RemoveLast();
        }
    }

    /// <summary>So many of the newest entries, newest first.</summary>
    public IReadOnlyList<SlowLogEntry> Newest(int count)
    {
        lock (_lock)
            return _newestFirst.Take(count).ToArray();
    }

    public void Clear()
    {
        lock (_lock)
            _newestFirst.Clear();
    }

    private static List<byte[]> Trim(CommandRow row, in Args args)
    {
        var kept = args.Count <= MaxArguments ? args.Count : MaxArguments - 1;
        var trimmed = new List<byte[]>(kept + 1);
        var secrets = new SecretArguments(row, args);
        for (var i = 0; i < kept; i++)
            trimmed.Add(secrets.Hides(i) ? SecretArguments.Shown : Trim(args[i]));
        if (kept < args.Count)
            trimmed.Add(Encoding.ASCII.GetBytes($"... ({args.Count - kept} more arguments)"));
        return trimmed;
    }

    private static byte[] Trim(ReadOnlySpan<byte> argument)
    {
        if (argument.Length <= MaxArgumentBytes)
            return argument.ToArray();
        var more = argument.Length - MaxArgumentBytes;
        return [.. argument[..MaxArgumentBytes], .. Encoding.ASCII.GetBytes($"... ({more} more bytes)")];
    }
}
