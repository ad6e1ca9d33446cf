using System.Numerics;
using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Commands;

/// <summary>What BITOP does to strings bit by bit; a string that is shorter than others goes on with zeros.</summary>
internal enum BitOperator
{
    And,
    Or,
    Xor,
    Not,
}

internal static class BitOperation
{
    /// <summary>Puts a first string, or what it has of this part, into the result.</summary>
    public static void Begin(BitOperator op, Span<byte> result, ReadOnlySpan<byte> source)
    {
        source.CopyTo(result);
        result[source.Length..].Clear();
        if (op == BitOperator.Not)
            Invert(result);
    }

    /// <summary>Combines the result with a further string, or what it has of this part.</summary>
    public static void Combine(BitOperator op, Span<byte> result, ReadOnlySpan<byte> source)
    {
        var common = result[..source.Length];
        switch (op)
        {
            case BitOperator.And:
                And(common, source);
                result[source.Length..].Clear();
                break;
            case BitOperator.Or:
                Or(common, source);
                break;
            default:
                Xor(common, source);
                break;
        }
    }

    private static void Invert(Span<byte> bytes)
    {
        var wide = MemoryMarshal.Cast<byte, Vector<byte>>(bytes);
        foreach (ref var vector in wide)
            vector = ~vector;
        foreach (ref var b in bytes[(wide.Length * Vector<byte>.Count)..])
            b = (byte)~b;
    }

    private static void And(Span<byte> into, ReadOnlySpan<byte> with)
    {
        var wide = MemoryMarshal.Cast<byte, Vector<byte>>(into);
        var wideWith = MemoryMarshal.Cast<byte, Vector<byte>>(with);
        for (var i = 0; i < wide.Length; i++)
            wide[i] &= wideWith[i];
        for (var i = wide.Length * Vector<byte>.Count; i < into.Length; i++)
            into[i] &= with[i];
    }

    private static void Or(Span<byte> into, ReadOnlySpan<byte> with)
    {
        var wide = MemoryMarshal.Cast<byte, Vector<byte>>(into);
        var wideWith = MemoryMarshal.Cast<byte, Vector<byte>>(with);
        for (var i = 0; i < wide.Length; i++)
            wide[i] |= wideWith[i];
        for (var i = wide.Length * Vector<byte>.Count; i < into.Length; i++)
            into[i] |= with[i];
    }

    private static void Xor(Span<byte> into, ReadOnlySpan<byte> with)
    {
        var wide = MemoryMarshal.Cast<byte, Vector<byte>>(into);
        var wideWith = MemoryMarshal.Cast<byte, Vector<byte>>(with);
        for (var i = 0; i < wide.Length; i++)
            wide[i] ^= wideWith[i];
        for (var i = wide.Length * Vector<byte>.Count; i < into.Length; i++)
            into[i] ^= with[i];
    }
}
