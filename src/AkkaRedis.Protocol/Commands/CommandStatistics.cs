using System.Collections.Concurrent;

namespace AkkaRedis.Protocol.Commands;

/// <summary>
/// Calls, time and errors per command row, indexed by <see cref="CommandRow.Id"/>. One instance per writer (a shard, or one
/// for all connections of a node, which then uses <see cref="RecordShared"/>); readers add instances up and may be a little
/// behind.
/// </summary>
public sealed class CommandStatistics(int rows)
{
    private readonly Cell[] _cells = new Cell[rows];
    private readonly ConcurrentDictionary<string, long> _errors = new();

    public struct Cell
    {
        public long Calls;
        public long Ticks;
        public long Rejected;
        public long Failed;
    }

    /// <summary>Counts of one row; <see cref="Cell.Ticks"/> are TimeProvider timestamp ticks spent executing.</summary>
    public ref readonly Cell this[int rowId] => ref _cells[rowId];

    /// <summary>Error replies by code (ERR, WRONGTYPE, …).</summary>
    public IReadOnlyDictionary<string, long> Errors => _errors;

    public void Record(int rowId, long ticks)
    {
        ref var cell = ref _cells[rowId];
        cell.Calls++;
        cell.Ticks += ticks;
    }

    /// <summary>More time for a call already counted.</summary>
    public void AddTime(int rowId, long ticks) => _cells[rowId].Ticks += ticks;

    public void RecordShared(int rowId, long ticks)
    {
        ref var cell = ref _cells[rowId];
        Interlocked.Increment(ref cell.Calls);
        Interlocked.Add(ref cell.Ticks, ticks);
    }

    /// <summary>A command that was refused before it ran (arity, MULTI state, out of memory).</summary>
    public void RecordRejected(int rowId) => Interlocked.Increment(ref _cells[rowId].Rejected);

    /// <summary>A command that ran and answered an error.</summary>
    public void RecordFailed(int rowId) => Interlocked.Increment(ref _cells[rowId].Failed);

    /// <summary>Counts an error reply ("-CODE text\r\n") under its code.</summary>
    public void RecordError(ReadOnlySpan<byte> reply)
    {
        var end = reply.IndexOfAny((byte)' ', (byte)'\r');
        var code = System.Text.Encoding.ASCII.GetString(reply[1..(end < 0 ? reply.Length : end)]);
        _errors.AddOrUpdate(code, 1, static (_, n) => n + 1);
    }

    public void Reset()
    {
        Array.Clear(_cells);
        _errors.Clear();
    }
}
