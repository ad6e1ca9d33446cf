using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// DEBUG DIGEST: asks one shard after the other for the digests of its databases. Keys have no order, so those of several shards
/// are one by exclusive or; then each database that has keys is taken in, in order, as redis-server does.
/// </summary>
internal sealed class DigestStep(int shards) : IStep
{
    private const int DigestBytes = 20;

    private readonly SortedDictionary<int, byte[]> _byDatabase = [];

    public ShardBatch? OnReturned(ShardBatch returned, RespWriter reply)
    {
        var answer = returned.ReplyOf(0);
        if (answer[0] == (byte)'-')
        {
            reply.Raw(answer);
            return null;
        }

        Take(answer);
        if (returned.Shard + 1 < shards)
            return EachShardStep.NextOf(returned);
        reply.Simple(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Sum())));
        return null;
    }

    /// <summary>Pairs of a database's number and its digest in hex digits.</summary>
    private void Take(ReadOnlySpan<byte> answer)
    {
        var pairs = RespScanner.ReadLong(answer) / 2;
        var at = RespScanner.LineEnd(answer, 0);
        for (; pairs > 0; pairs--)
        {
            var db = (int)RespScanner.ReadLong(answer[at..]);
            var header = RespScanner.LineEnd(answer, at);
            var digits = RespScanner.LineEnd(answer, header);
            Xor(db, Convert.FromHexString(Encoding.ASCII.GetString(answer.Slice(digits, 2 * DigestBytes))));
            at = RespScanner.ValueEnd(answer, header);
        }
    }

    private void Xor(int db, byte[] digest)
    {
        if (_byDatabase.TryAdd(db, digest))
            return;
        var sum = _byDatabase[db];
        for (var i = 0; i < DigestBytes; i++)
            sum[i] ^= digest[i];
    }

    private byte[] Sum()
    {
        var sum = new byte[DigestBytes];
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (var (db, digest) in _byDatabase)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, db);
            XorInto(sum, Hash(number));
            sum = Hash(sum);
            XorInto(sum, digest);
        }

        return sum;
    }

    private static void XorInto(byte[] sum, byte[] other)
    {
        for (var i = 0; i < DigestBytes; i++)
            sum[i] ^= other[i];
    }

#pragma warning disable CA5350 // Nothing is kept secret or safe by it: it is the sum that redis-server computes.
    private static byte[] Hash(ReadOnlySpan<byte> bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350
}
