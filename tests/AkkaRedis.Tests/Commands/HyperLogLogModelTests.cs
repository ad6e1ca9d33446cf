using System.Security.Cryptography;
using System.Text;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>The bytes of HyperLogLogs beyond what fits into a transcript, and the two forms against each other.</summary>
public sealed class HyperLogLogModelTests
{
    /// <summary>Length and SHA-1 of GET after so many numbers from 1 on were added one by one, as redis-server 7.0.15 has them.</summary>
    [Theory]
    [InlineData(1, 21, "0ce323f0470dbecc22322e7d92e4a5e9ca9d2430", 1)]
    [InlineData(10, 47, "d039add9075096cf8894fc3fcfaafe59a02bf724", 10)]
    [InlineData(100, 287, "2a5cbdc975b2c69b8b75cf4c65cc52f5f65d8beb", 100)]
    [InlineData(500, 1061, "2a9d61e084be74b7fa38d91b53e180367043b07f", 503)]
    [InlineData(1000, 1922, "38d718271970bdc52ab494e39e581d108d2f3cae", 1001)]
    [InlineData(1500, 2766, "1ec1a9df30cb9fc30146308611772238dc52a9be", 1512)]
    [InlineData(2000, 12304, "2edfad815d91957d8229e994f191217f696dff2b", 2006)]
    [InlineData(5000, 12304, "ab981a9ca691fef0de089e024b11c5ffa4d51986", 4985)]
    [InlineData(30000, 12304, "8f44bc560fdade52edff989d04a694434cebc11b", 29850)]
    public void The_bytes_are_those_of_redis_server(int elements, int length, string sha1, int cardinality)
    {
        var rig = new ShardRig();
        for (var i = 1; i <= elements; i++)
            rig.Run($"PFADD h {i}");
        var cached = rig.Run("PFCOUNT h");
        var bytes = Encoding.Latin1.GetBytes(rig.Run("GET h").Split("\r\n", 2)[1][..^2]);
        Assert.Equal($":{cardinality}\r\n", cached);
        Assert.Equal((length, sha1), (bytes.Length, Convert.ToHexStringLower(SHA1.HashData(bytes))));
    }

    [Fact]
    public void Sparse_and_dense_hold_the_same_registers_whatever_the_limit() => Seeds.Run(60, random =>
    {
        var rig = new ShardRig(settings: new ShardSettings { HllSparseMaxBytes = random.Next(20_000) });
        rig.Run("PFADD dense");
        rig.Run("PFDEBUG TODENSE dense");
        for (var n = random.Next(1, 40); n > 0; n--)
        {
            var elements = string.Join(' ', Enumerable.Range(0, random.Next(1, 100)).Select(_ => random.Next(100_000)));
            Assert.Equal(rig.Run($"PFADD dense {elements}"), rig.Run($"PFADD h {elements}"));
        }

        Assert.Equal(rig.Run("PFCOUNT dense"), rig.Run("PFCOUNT h"));
        Assert.Equal(rig.Run("PFCOUNT dense"), rig.Run("PFCOUNT dense h"));
        Assert.Equal(rig.Run("PFDEBUG GETREG dense"), rig.Run("PFDEBUG GETREG h"));
    });

    [Fact]
    public void Merging_is_the_same_as_adding_all_to_one() => Seeds.Run(60, random =>
    {
        var rig = new ShardRig(settings: new ShardSettings { HllSparseMaxBytes = random.Next(6000) });
        rig.Run("PFADD all");
        for (var key = 0; key < 3; key++)
        {
            var elements = Enumerable.Range(0, random.Next(1, 900)).Select(_ => $"{random.Next(100_000)}").ToArray();
            rig.Run(Words(["PFADD", $"h{key}", .. elements]));
            rig.Run(Words(["PFADD", "all", .. elements]));
        }

        var union = rig.Run("PFCOUNT h0 h1 h2");
        Assert.Equal("+OK\r\n", rig.Run("PFMERGE h1 h0 h2"));
        Assert.Equal(rig.Run("PFCOUNT all"), union);
        Assert.Equal(rig.Run("PFDEBUG GETREG all"), rig.Run("PFDEBUG GETREG h1"));
    });

    private static byte[][] Words(params string[] words) => [.. words.Select(Encoding.ASCII.GetBytes)];
}
