using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// BITFIELD and BITFIELD_RO: first all operations are checked, then the string is made long enough for all of them, then they
/// are done in order, each with its reply.
/// </summary>
internal static class BitFieldCommands
{
    public static void BitField(WriteContext c)
    {
        if (!TryCheck(c, out var operations, out var lastWritten))
            return;
        if (lastWritten < 0)
            ReadAll(c, operations);
        else
            WriteAll(c, operations, lastWritten);
    }

    public static void BitFieldRo(ReadContext c)
    {
        if (!TryCheck(c, out var operations, out var lastWritten))
            return;
        if (lastWritten < 0)
            ReadAll(c, operations);
        else
            c.Reply.Error("ERR BITFIELD_RO only supports the GET subcommand"u8);
    }

    /// <summary>Number of operations, and the last bit that any of them writes to, -1 when all of them only read.</summary>
    private static bool TryCheck(ReadContext c, out int operations, out long lastWritten)
    {
        operations = 0;
        lastWritten = -1;
        var steps = new BitFieldSteps();
        while (steps.TryNext(c, out var step))
        {
            operations++;
            if (step.Verb != BitFieldVerb.Get)
                lastWritten = Math.Max(lastWritten, step.Field.LastBit);
        }

        return steps.IsAtEnd;
    }

    private static void ReadAll(ReadContext c, int operations)
    {
        if (!c.TryFind(c.Args[1], ValueKind.String, out var entry))
            return;
        Span<byte> scratch = stackalloc byte[20];
        var bytes = entry.IsNone ? default : entry.GetString(scratch);
        c.Reply.Array(operations);
        var steps = new BitFieldSteps();
        while (steps.TryNext(c, out var step))
            c.Reply.Integer(step.Field.Read(bytes));
    }

    private static void WriteAll(WriteContext c, int operations, long lastWritten)
    {
        var key = c.Args[1];
        var length = (int)(lastWritten >> 3) + 1;
        if (!c.TryFind(key, ValueKind.String, out var entry))
            return;
        var grows = entry.IsNone || entry.StringLength < length;
        var bytes = c.Db.MutableString(key, length);
        c.Reply.Array(operations);
        var isChanged = false;
        var steps = new BitFieldSteps();
        while (steps.TryNext(c, out var step))
            isChanged |= Do(c, step, bytes, grows);
        EndWrite(c, grows, isChanged);
    }

    /// <summary>A string that only became longer, as every operation failed, is not announced; but the log must tell it.</summary>
    private static void EndWrite(WriteContext c, bool grows, bool isChanged)
    {
        if (isChanged)
            c.Modified(c.Args[1], BitCommands.BitSet);
        else if (grows)
            c.Effect(c.Args);
    }

    /// <summary>Does one operation and writes its reply; did it change the string? In one that grows, all that is stored does.</summary>
    private static bool Do(WriteContext c, in BitFieldStep step, Span<byte> bytes, bool grows)
    {
        var field = step.Field;
        var before = field.Read(bytes);
        if (step.Verb == BitFieldVerb.Get)
        {
            c.Reply.Integer(before);
            return false;
        }

        var number = step.Verb == BitFieldVerb.Set ? field.Given(step.Operand) : (Int128)before + step.Operand;
        if (!field.TryFit(number, step.Overflow, out var value) && step.Overflow == BitOverflow.Fail)
        {
            c.Reply.Null();
            return false;
        }

        field.Write(bytes, value);
        c.Reply.Integer(step.Verb == BitFieldVerb.Set ? before : value);
        return grows || value != before;
    }
}
