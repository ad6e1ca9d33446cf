using AkkaRedis.Protocol;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>BITOP: the result is as long as the longest source; an empty one is no key at all.</summary>
internal static class BitOpCommand
{
    /// <summary>Index of the first source's key.</summary>
    private const int FirstSource = 3;

    private const int DestinationArg = 2;

    /// <summary>A result up to this long is made on the stack.</summary>
    private const int MaxShortBytes = Blob.MaxInlineValue;

    public static void BitOp(WriteContext c) => BitOp(c, inSlices: true);

    /// <summary>The command as a whole, or what is left of it when its sources have changed since a job began.</summary>
    public static void BitOp(WriteContext c, bool inSlices)
    {
        if (!TryOperator(c, out var op) || !TryMeasure(c, out var length, out var sourceBytes))
            return;
        if (length == 0)
            RemoveDestination(c);
        else if (length <= MaxShortBytes)
            StoreShort(c, op, length);
        else if (inSlices && sourceBytes > (long)c.Settings.SliceElements * Bits.BytesPerUnit)
            c.Suspend(new BitOpJob(op, c.Db.NewString(length), SourcesOf(c), sourceBytes));
        else
            StoreLong(c, op, length);
    }

    /// <summary>Makes a part of the result, from the keys that the arguments name.</summary>
    public static void Combine(ReadContext c, BitOperator op, Span<byte> result, int start)
    {
        Span<byte> scratch = stackalloc byte[20];
        for (var arg = FirstSource; arg < c.Args.Count; arg++)
        {
            var source = PartOf(c.Db.Find(c.Args[arg]), start, result.Length, scratch);
            if (arg == FirstSource)
                BitOperation.Begin(op, result, source);
            else
                BitOperation.Combine(op, result, source);
        }
    }

    public static void Store(WriteContext c, DetachedValue result, int length)
    {
        var destination = c.Args[DestinationArg];
        c.Db.Attach(destination, result);
        c.Modified(destination, KeyEvent.Set);
        c.Reply.Integer(length);
    }

    private static bool TryOperator(WriteContext c, out BitOperator op)
    {
        op = BitOperator.And;
        if (c.Is(1, "OR"u8))
            op = BitOperator.Or;
        else if (c.Is(1, "XOR"u8))
            op = BitOperator.Xor;
        else if (c.Is(1, "NOT"u8))
            op = BitOperator.Not;
        else if (!c.Is(1, "AND"u8))
            return Fail(c, Errors.Syntax);
        return op != BitOperator.Not || c.Args.Count == FirstSource + 1
            || Fail(c, "ERR BITOP NOT must be called with a single source key."u8);
    }

    private static bool Fail(WriteContext c, ReadOnlySpan<byte> error)
    {
        c.Reply.Error(error);
        return false;
    }

    /// <summary>Length of the result and of all sources together; false, with the error written, for a wrong source.</summary>
    private static bool TryMeasure(WriteContext c, out int length, out long sourceBytes)
    {
        length = 0;
        sourceBytes = 0;
        for (var arg = FirstSource; arg < c.Args.Count; arg++)
        {
            if (!c.TryFind(c.Args[arg], ValueKind.String, out var entry))
                return false;
            var bytes = entry.IsNone ? 0 : entry.StringLength;
            length = Math.Max(length, bytes);
            sourceBytes += bytes;
        }

        return true;
    }

    private static void RemoveDestination(WriteContext c)
    {
        var destination = c.Args[DestinationArg];
        if (c.Db.Remove(destination))
            c.Modified(destination, KeyEvent.Del);
        c.Reply.Integer(0);
    }

    private static void StoreShort(WriteContext c, BitOperator op, int length)
    {
        var destination = c.Args[DestinationArg];
        Span<byte> result = stackalloc byte[length];
        Combine(c, op, result, start: 0);
        c.Db.SetRawString(destination, result, Expiry.None);
        c.Modified(destination, KeyEvent.Set);
        c.Reply.Integer(length);
    }

    private static void StoreLong(WriteContext c, BitOperator op, int length)
    {
        var result = c.Db.NewString(length);
        Combine(c, op, result.StringBytes, start: 0);
        Store(c, result, length);
    }

    private static ReadOnlySpan<byte> PartOf(Entry entry, int start, int length, Span<byte> scratch)
    {
        if (entry.IsNone || entry.Kind != ValueKind.String)
            return default;
        var bytes = entry.GetString(scratch);
        return start >= bytes.Length ? default : bytes.Slice(start, Math.Min(length, bytes.Length - start));
    }

    private static byte[][] SourcesOf(WriteContext c)
    {
        var sources = new byte[c.Args.Count - FirstSource][];
        for (var i = 0; i < sources.Length; i++)
            sources[i] = c.Args[FirstSource + i].ToArray();
        return sources;
    }
}
