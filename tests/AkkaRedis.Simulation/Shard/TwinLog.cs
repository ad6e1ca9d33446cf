using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Simulation.Shard;

/// <summary>
/// The twin of a shard: its whole log since the beginning, in plain memory, and what its data was when somebody looked. The data at
/// any offset is had by carrying the log out on an empty keyspace.
/// </summary>
internal sealed class TwinLog
{
    private readonly Dictionary<long, string> _live = [];
    private byte[] _bytes = new byte[1 << 12];

    public long EndOffset { get; private set; }

    /// <summary>Takes what the shard's log has beyond the twin's.</summary>
    public void Follow(CommandLog log)
    {
        var added = (int)(log.EndOffset - EndOffset);
        if (_bytes.Length < EndOffset + added)
            Array.Resize(ref _bytes, (int)Math.Max(EndOffset + added, 2L * _bytes.Length));
        Assert.Equal(added, log.Read(EndOffset, _bytes.AsSpan((int)EndOffset, added)));
        EndOffset += added;
    }

    /// <summary>Where the unit at an offset ends; 0 when there is none.</summary>
    public long EndOfUnit(long offset)
    {
        LogUnitReader.Verify(_bytes.AsSpan((int)offset..(int)EndOffset), out var unitBytes);
        return unitBytes == 0 ? 0 : offset + unitBytes;
    }

    /// <summary>What the shard's data is at the end of the log.</summary>
    public void NoteLive(string digest) => _live[EndOffset] = digest;

    public string? LiveDigest(long offset) => _live.GetValueOrDefault(offset);

    /// <summary>The data at an offset; null when no unit ends there.</summary>
    public string? Digest(long offset)
    {
        using var keyspace = new KeyspaceStore(16);
        using var replayer = new EffectReplayer(keyspace, new ShardSettings(), ShardRequests.Table);
        List<(int Db, Args Args)> unit = [];
        var at = 0;
        while (at < Math.Min(offset, EndOffset))
        {
            unit.Clear();
            Assert.Equal(LogUnitResult.Unit, LogUnitReader.Read(_bytes.AsSpan(at..(int)EndOffset), unit, out var unitBytes));
            replayer.Apply(unit, 0);
            at += unitBytes;
        }

        return at == offset ? ShardDigest.Of(keyspace, replayer.Libraries) : null;
    }

    /// <summary>What came after an offset is lost.</summary>
    public void CutAt(long offset)
    {
        EndOffset = Math.Min(EndOffset, offset);
        foreach (var lost in _live.Keys.Where(o => o > offset).ToList())
            _live.Remove(lost);
    }
}
