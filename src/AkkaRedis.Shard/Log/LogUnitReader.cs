using System.Buffers.Binary;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Log;

/// <summary>What a look at the start of some log bytes found.</summary>
public enum LogUnitResult
{
    /// <summary>A whole unit.</summary>
    Unit,

    /// <summary>The bytes end inside a unit.</summary>
    Incomplete,

    /// <summary>The checksum or the form is wrong.</summary>
    Corrupt,
}

/// <summary>Takes the bytes of a <see cref="CommandLog"/> apart again.</summary>
public static class LogUnitReader
{
    /// <summary>
    /// Reads the unit at the start of <paramref name="log"/>: its commands are added to <paramref name="commands"/> and
    /// <paramref name="unitBytes"/> is its length with header. Nothing is added, and the length is 0, when there is no whole unit.
    /// </summary>
    public static LogUnitResult Read(ReadOnlySpan<byte> log, List<(int Db, Args Args)> commands, out int unitBytes)
    {
        unitBytes = 0;
        if (log.Length < CommandLog.HeaderBytes)
            return LogUnitResult.Incomplete;
        var bodyBytes = BinaryPrimitives.ReadInt32LittleEndian(log);
        if (bodyBytes <= 0)
            return LogUnitResult.Corrupt;
        if (log.Length - CommandLog.HeaderBytes < bodyBytes)
            return LogUnitResult.Incomplete;
        var body = log.Slice(CommandLog.HeaderBytes, bodyBytes);
        if (Crc32C.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(log[4..]))
            return LogUnitResult.Corrupt;
        var before = commands.Count;
        if (!TryReadCommands(body, commands))
        {
            commands.RemoveRange(before, commands.Count - before);
            return LogUnitResult.Corrupt;
        }

        unitBytes = CommandLog.HeaderBytes + bodyBytes;
        return LogUnitResult.Unit;
    }

    private static bool TryReadCommands(ReadOnlySpan<byte> body, List<(int Db, Args Args)> commands)
    {
        var buffer = body.ToArray();
        var at = 0;
        while (at < buffer.Length)
        {
            if (!TryReadVarint(buffer, ref at, out var db) || !TryReadVarint(buffer, ref at, out var argc))
                return false;
            if (argc == 0 || argc > buffer.Length - at)
                return false;
            var refs = new ArgRef[argc];
            for (var i = 0; i < argc; i++)
            {
                if (!TryReadVarint(buffer, ref at, out var length) || length > buffer.Length - at)
                    return false;
                refs[i] = new ArgRef(at, length);
                at += length;
            }

            commands.Add((db, new Args(buffer, refs, 0, argc)));
        }

        return true;
    }

    private static bool TryReadVarint(byte[] buffer, ref int at, out int value)
    {
        var result = 0u;
        value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= buffer.Length)
                return false;
            var b = buffer[at++];
            result |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                value = (int)result;
                return value >= 0;
            }
        }

        return false;
    }
}
