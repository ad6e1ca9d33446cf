using System.Collections.Concurrent;

namespace AkkaRedis.Protocol.Commands;

/// <summary>
/// Calls, time and errors per command row, indexed by <see cref="CommandRow.Id"/>. One instance per writer (a shard, or one
/// for all connections of a node, which then uses <see cref="RecordShared"/>); readers add instances up and may be a little
/// behind. How long calls took is counted too while <see cref="LatencyTracking"/> says so.
/// </summary>
public sealed class CommandStatistics(int rows, LatencyTracking? tracking = null)
{
    private readonly Cell[] _cells = new Cell[rows];
    private readonly LatencyCounts?[] _latencies = new LatencyCounts?[rows];
    private readonly LatencyTracking _tracking = tracking ?? new LatencyTracking();
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

    /// <summary>How long the calls of a row took; null when none was counted.</summary>
    public LatencyCounts? LatenciesOf(int rowId) => Volatile.Read(ref _latencies[rowId]);

    public void Record(int rowId, long ticks)
    {
        ref var cell = ref _cells[rowId];
        cell.Calls++;
        cell.Ticks += ticks;
        RecordLatency(rowId, ticks);
    }

    /// <summary>A call that goes on: its time comes with <see cref="AddTime"/>, and in the end with <see cref="RecordLatency"/>.</summary>
    public void RecordBegin(int rowId) => _cells[rowId].Calls++;

    /// <summary>More time for a call already counted.</summary>
    public void AddTime(int rowId, long ticks) => _cells[rowId].Ticks += ticks;

    /// <summary>The whole time of a call that was counted when it began.</summary>
    public void RecordLatency(int rowId, long ticks)
    {
        if (_tracking.IsOn)
            (_latencies[rowId] ?? AddLatencies(rowId)).Add(ticks);
    }

    public void RecordShared(int rowId, long ticks)
    {
        ref var cell = ref _cells[rowId];
        Interlocked.Increment(ref cell.Calls);
        Interlocked.Add(ref cell.Ticks, ticks);
        if (_tracking.IsOn)
            (_latencies[rowId] ?? AddLatencies(rowId)).AddShared(ticks);
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
        Array.Clear(_latencies);
        _errors.Clear();
    }

    private LatencyCounts AddLatencies(int rowId)
    {
        var added = new LatencyCounts();
        return Interlocked.CompareExchange(ref _latencies[rowId], added, null) ?? added;
    }
}
