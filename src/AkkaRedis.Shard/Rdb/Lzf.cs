using System.Buffers.Binary;
using System.Numerics;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// Compression in the LZF format: literal runs (000lllll, then l + 1 bytes) and copies of what came up to 8192 bytes before
/// (lllooooo oooooooo for l + 2 bytes up to 8; 111ooooo llllllll oooooooo for l + 9), so that 3 bytes stand for 264 at most.
/// The reverse is <see cref="LzfExpansion"/>.
/// </summary>
internal static class Lzf
{
    public const int MaxLiterals = 32;
    public const int MaxDistance = 1 << 13;
    public const int MaxCopyBytes = 264;

    /// <summary>Bytes of text that a byte of its compressed form can stand for, at most.</summary>
    public const int MaxRatio = 88;

    private const int MinCopyBytes = 3;
    private const int MinHashBits = 5;
    private const int MaxHashBits = 13;

    /// <summary>What <see cref="Compress"/> needs to remember places in; of any content.</summary>
    public static int[] NewPlaces() => new int[1 << MaxHashBits];

    /// <summary>Compresses a text; bytes written to <paramref name="to"/>, or 0 when it does not fit there.</summary>
    public static int Compress(ReadOnlySpan<byte> text, Span<byte> to, int[] places)
    {
        var hashBits = Math.Clamp(BitOperations.Log2((uint)text.Length) + 1, MinHashBits, MaxHashBits);
        places.AsSpan(0, 1 << hashBits).Clear();
        int at = 0, literals = 0, written = 0;
        while (at + MinCopyBytes < text.Length)
        {
            var hash = HashAt(text, at, hashBits);
            var from = places[hash] - 1;
            places[hash] = at + 1;
            var copied = from >= 0 && at - from <= MaxDistance ? EqualBytes(text, from, at) : 0;
            if (copied < MinCopyBytes)
            {
                at++;
                continue;
            }

            if (!TryLiterals(text[literals..at], to, ref written) || !TryCopy(copied, at - from - 1, to, ref written))
                return 0;
            at += copied;
            literals = at;
        }

        return TryLiterals(text[literals..], to, ref written) ? written : 0;
    }

    private static int HashAt(ReadOnlySpan<byte> text, int at, int bits) =>
        (int)((BinaryPrimitives.ReadUInt32LittleEndian(text[at..]) & 0xFFFFFF) * 2654435761u >> 32 - bits);

    private static int EqualBytes(ReadOnlySpan<byte> text, int from, int at)
    {
        var most = Math.Min(MaxCopyBytes, text.Length - at);
        return text.Slice(from, most).CommonPrefixLength(text.Slice(at, most));
    }

    private static bool TryLiterals(ReadOnlySpan<byte> run, Span<byte> to, ref int written)
    {
        for (; !run.IsEmpty; run = run[Math.Min(MaxLiterals, run.Length)..])
        {
            var bytes = run[..Math.Min(MaxLiterals, run.Length)];
            if (to.Length - written < bytes.Length + 1)
                return false;
            to[written] = (byte)(bytes.Length - 1);
            bytes.CopyTo(to[(written + 1)..]);
            written += bytes.Length + 1;
        }

        return true;
    }

    private static bool TryCopy(int bytes, int offset, Span<byte> to, ref int written)
    {
        if (to.Length - written < 3)
            return false;
        var length = bytes - 2;
        to[written++] = (byte)(Math.Min(length, 7) << 5 | offset >> 8);
        if (length >= 7)
            to[written++] = (byte)(length - 7);
        to[written++] = (byte)offset;
        return true;
    }
}
