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
        var result = Verify(log, out unitBytes);
        if (result != LogUnitResult.Unit)
            return result;
        var body = log[CommandLog.HeaderBytes..unitBytes].ToArray();
        var before = commands.Count;
        for (var at = 0; at < body.Length;)
        {
            ArgRef[] refs = [];
            if (!TryReadCommand(body, ref at, body.Length, ref refs, out var db, out var args))
            {
                commands.RemoveRange(before, commands.Count - before);
                unitBytes = 0;
                return LogUnitResult.Corrupt;
            }

            commands.Add((db, args));
        }

        return LogUnitResult.Unit;
    }

    /// <summary>Looks whether a whole unit with the right checksum is at the start of <paramref name="log"/>, and how long it is.</summary>
    public static LogUnitResult Verify(ReadOnlySpan<byte> log, out int unitBytes)
    {
        unitBytes = 0;
        if (log.Length < CommandLog.HeaderBytes)
            return LogUnitResult.Incomplete;
        var bodyBytes = BinaryPrimitives.ReadInt32LittleEndian(log);
        if (bodyBytes <= 0)
            return LogUnitResult.Corrupt;
        if (log.Length - CommandLog.HeaderBytes < bodyBytes)
            return LogUnitResult.Incomplete;
        if (Crc32C.Of(log.Slice(CommandLog.HeaderBytes, bodyBytes)) != BinaryPrimitives.ReadUInt32LittleEndian(log[4..]))
            return LogUnitResult.Corrupt;
        unitBytes = CommandLog.HeaderBytes + bodyBytes;
        return LogUnitResult.Unit;
    }

    /// <summary>
    /// Reads the next command of a unit's body, which ends at <paramref name="end"/>. Its arguments lie in the buffer, and their
    /// places in <paramref name="refs"/>, which is made longer where they do not fit. False when the form is wrong.
    /// </summary>
    public static bool TryReadCommand(byte[] buffer, ref int at, int end, ref ArgRef[] refs, out int db, out Args args)
    {
        args = default;
        if (!TryReadVarint(buffer, ref at, end, out db) || !TryReadVarint(buffer, ref at, end, out var argc)
            || argc == 0 || argc > end - at)
            return false;
        if (refs.Length < argc)
            refs = new ArgRef[argc];
        for (var i = 0; i < argc; i++)
        {
            if (!TryReadVarint(buffer, ref at, end, out var length) || length > end - at)
                return false;
            refs[i] = new ArgRef(at, length);
            at += length;
        }

        args = new Args(buffer, refs, 0, argc);
        return true;
    }

    private static bool TryReadVarint(byte[] buffer, ref int at, int end, out int value)
    {
        var result = 0u;
        value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= end)
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
