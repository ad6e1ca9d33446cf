using System.Text;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Rdb;

/// <summary>
/// Payloads that were changed at random, with a checksum that belongs to them: an error and nothing stored, or a value that can
/// be read and dumped again; never an exception, an endless loop, or memory out of proportion.
/// </summary>
public sealed class CorruptPayloadTests
{
    private const int MutationsPerSeed = 1000;
    private const long MostBytesPerMutation = 1 << 22;

    [Fact]
    public void A_hundred_thousand_mutations_end_in_an_error_or_a_sound_value() => Seeds.Run(100, random =>
    {
        var rig = new ShardRig();
        var payloads = Valid(rig, random);
        rig.Run("SET k v");
        rig.Run("DEL k");
        var bytesBefore = BytesOf(rig);
        var stored = 0;
        for (var i = 0; i < MutationsPerSeed; i++)
        {
            var payload = Mutated(random, payloads[random.Next(payloads.Count)]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var reply = rig.Run("RESTORE"u8.ToArray(), "k"u8.ToArray(), "0"u8.ToArray(), payload);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytesPerMutation);
            if (reply != "+OK\r\n")
            {
                Assert.Equal("-ERR Bad data format\r\n", reply);
                Assert.Equal(":0\r\n", rig.Run("EXISTS k"));
                continue;
            }

            stored++;
            Assert.StartsWith("$", rig.Run("DUMP k"), StringComparison.Ordinal);
            Assert.Equal(":1\r\n", rig.Run("DEL k"));
        }

        Assert.InRange(stored, 1, MutationsPerSeed - 1);
        Assert.Equal(bytesBefore, BytesOf(rig));
    });

    [Fact]
    public void Payloads_of_every_type_are_among_those_that_are_changed()
    {
        var types = new HashSet<RdbType>();
        Seeds.Run(20, random => types.UnionWith(Valid(new ShardRig(), random).Select(payload => (RdbType)payload[0])));
        Assert.Equal(Enum.GetValues<RdbType>(), types.Order());
    }

    [Fact]
    public void A_mutation_without_a_new_checksum_is_noticed() => Seeds.Run(20, random =>
    {
        var rig = new ShardRig();
        foreach (var payload in Valid(rig, random))
        {
            payload[random.Next(payload.Length)] ^= (byte)random.Next(1, 256);
            Assert.Equal(
                "-ERR DUMP payload version or checksum are wrong\r\n",
                rig.Run("RESTORE"u8.ToArray(), "k"u8.ToArray(), "0"u8.ToArray(), payload));
        }
    });

    private static List<byte[]> Valid(ShardRig rig, Random random)
    {
        List<byte[]> payloads =
        [
            Payloads.OfZiplists("a", "12", "x", "-129", "5", new string('l', 300)),
            Payloads.OfBlock(Payloads.HashZiplist, Payloads.Ziplist("f", "40000", "g", "")),
            Payloads.OfBlock(Payloads.HashZipmap, Payloads.Zipmap("f", "v", "g", "")),
            Payloads.OfBlock(Payloads.ZSetZiplist, Payloads.Ziplist("m", "2.5", "n", "7")),
            Payloads.OfBlock(Payloads.ListZiplist, Payloads.Ziplist("a", "70000", "", "-1")),
            Payloads.OfTexts(Payloads.List, 3, "a", "b", new string('c', 100)),
            Payloads.OfTexts(Payloads.Set, 3, "a", "b", "-17"),
            Payloads.OfTexts(Payloads.Hash, 2, "a", "1", "b", new string('d', 70)),
            Payloads.OfScores(("a", "1.5"), ("b", "-2e10"), ("c", "3")),
            Payloads.OfIntegers(-300, -1, 0, 7, 12_000),
            Stream(StreamPayload.First),
            Stream(StreamPayload.WithHistory),
            Stream(StreamPayload.WithActiveTimes),
        ];
        for (var i = 0; i < 20; i++)
        {
            RandomValues.Write(rig, "v", random);
            var reply = rig.Run("DUMP v");
            payloads.Add(Encoding.Latin1.GetBytes(reply[(reply.IndexOf('\n') + 1)..^2]));
            rig.Run("DEL v");
        }

        return payloads.FindAll(p => p.Length < 2000);
    }

    private static byte[] Stream(byte type) => new StreamPayload(type, 1)
        .Node(1, 1, 2, 0, 1, "f", 0, 2, 0, 0, "v", 4, 2, 1, 0, "w", 4)
        .History(2, (2, 1), added: 2).Groups(1).Group("g", (1, 1), 1, (1, 1)).Consumers(1).Consumer("c", (1, 1)).Payload;

    /// <summary>All that the keyspace holds, once nothing waits to be freed.</summary>
    private static long BytesOf(ShardRig rig)
    {
        while (rig.Keyspace.Reclaim(1000))
        {
        }

        rig.Keyspace.SettleBytes();
        return rig.Keyspace.MemoryBytes;
    }

    private static byte[] Mutated(Random random, byte[] payload)
    {
        var value = payload[..^10].ToList();
        for (var changes = random.Next(1, 4); changes > 0 && value.Count > 0; changes--)
        {
            var at = random.Next(3) == 0 ? random.Next(Math.Min(value.Count, 16)) : random.Next(value.Count);
            switch (random.Next(6))
            {
                case 0:
                    value.RemoveRange(at, Math.Min(value.Count - at, random.Next(1, 5)));
                    break;
                case 1:
                    value.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    value[at] = (byte)(random.Next(2) == 0 ? 0xFF : 0x81);
                    break;
                case 3:
                    value[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    value[at] = (byte)random.Next(256);
                    break;
            }
        }

        return Payloads.WithFooter(value.ToArray());
    }
}
