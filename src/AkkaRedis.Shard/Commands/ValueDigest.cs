using System.Buffers.Binary;
using System.Security.Cryptography;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The digest of DEBUG DIGEST: 20 bytes that are equal when data is, computed as by redis-server, so that the two can be
/// compared. Two ways of taking something in: <see cref="Xor"/>, for what has no order, and <see cref="Mix"/>, for what has.
/// </summary>
internal ref struct ValueDigest(Span<byte> digest)
{
    public const int Bytes = 20;

    private const int TypeOfList = 1;
    private const int TypeOfSet = 2;
    private const int TypeOfSortedSet = 3;
    private const int TypeOfHash = 4;

    private readonly Span<byte> _digest = digest;

    /// <summary>Takes in a member of a whole without order.</summary>
    public readonly void Xor(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        Hash(text, hash);
        for (var i = 0; i < Bytes; i++)
            _digest[i] ^= hash[i];
    }

    /// <summary>Takes in the next member of an ordered whole.</summary>
    public readonly void Mix(ReadOnlySpan<byte> text)
    {
        Xor(text);
        Span<byte> hash = stackalloc byte[Bytes];
        Hash(_digest, hash);
        hash.CopyTo(_digest);
    }

    /// <summary>Takes in a value: its type, then its content, then that it has an expiry.</summary>
    public readonly void MixValue(Entry entry)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        MixNumber(TypeOf(entry));
        if (entry.Kind == ValueKind.String)
            Mix(entry.GetString(scratch));
        else
            MixCollection(entry.Collection, scratch);
        if (entry.HasExpiry)
            Xor("!!expire!!"u8);
    }

    public readonly void MixNumber(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        Mix(bytes);
    }

    private static int TypeOf(Entry entry) => entry.Kind switch
    {
        ValueKind.List => TypeOfList,
        ValueKind.Set => TypeOfSet,
        ValueKind.ZSet => TypeOfSortedSet,
        ValueKind.Hash => TypeOfHash,
        _ => 0,
    };

    private readonly void MixCollection(CollectionValue value, Span<byte> scratch)
    {
        switch (value)
        {
            case ListView list:
                MixList(list, scratch);
                break;
            case SetView set:
                for (SetPlace place = default; set.MoveNext(ref place);)
                    Xor(set.MemberAt(place, scratch));
                break;
            case HashView hash:
                XorPairs(hash, scratch);
                break;
            case SortedSetView sorted:
                XorScored(sorted, scratch);
                break;
        }
    }

    private readonly void MixList(ListView list, Span<byte> scratch)
    {
        var place = list.First;
        do
            Mix(list.Get(place, scratch));
        while (list.MoveNext(ref place));
    }

    private readonly void XorPairs(HashView hash, Span<byte> scratch)
    {
        Span<byte> pair = stackalloc byte[Bytes];
        for (HashPlace place = default; hash.MoveNext(ref place);)
        {
            pair.Clear();
            var digest = new ValueDigest(pair);
            digest.Mix(hash.FieldAt(place, scratch));
            digest.Mix(hash.ValueAt(place, scratch));
            Xor(pair);
        }
    }

    private readonly void XorScored(SortedSetView sorted, Span<byte> scratch)
    {
        Span<byte> pair = stackalloc byte[Bytes];
        Span<byte> score = stackalloc byte[RespWriter.MaxDoubleBytes];
        var place = sorted.PlaceAt(0);
        do
        {
            pair.Clear();
            var digest = new ValueDigest(pair);
            digest.Mix(sorted.MemberAt(place, scratch));
            digest.Mix(score[..RespWriter.FormatDouble(sorted.ScoreAt(place), score)]);
            Xor(pair);
        }
        while (sorted.MoveNext(ref place));
    }

    private static void Hash(ReadOnlySpan<byte> text, Span<byte> to)
    {
#pragma warning disable CA5350 // Nothing is kept secret or safe by it: it is the sum that redis-server computes.
        SHA1.HashData(text, to);
#pragma warning restore CA5350
    }
}
