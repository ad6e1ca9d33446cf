using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Keyspace;

/// <summary>
/// The bytes kept of keys, slots, databases and the shard against a recount: whatever commands ran, each sum is that of its
/// parts, and what a collection says of itself is what its objects occupy. A new kind adds its writes to
/// <see cref="Writes"/>: K is some key, L another one, V some text (short, long or a number), N a small number.
/// </summary>
public class KeyBytesTests
{
    private const int Steps = 1500;
    private const int CheckEvery = 250;
    private const int Cell = 8;
    private const int ObjectTableShare = 16;
    private const int LargeBlockHeader = 32;

    private static readonly string[] Writes =
    [
        "SET K V", "SET K V", "SET K V EX 100", "SETRANGE K N V", "APPEND K V", "APPEND K V", "INCR K", "GETDEL K", "MSET K V L V",
        "SETRANGE K 3000 V", "GETEX K PERSIST", "EXPIRE K 50", "PERSIST K", "DEL K", "UNLINK K L", "RENAME K L", "COPY K L REPLACE",
        "COPY K L DB 1 REPLACE", "MOVE K 1", "SWAPDB 0 1",
        "HSET K V V V V", "HSET K V V", "HSET K V V", "HMSET K V V V V V V", "HSETNX K V V", "HDEL K V", "HINCRBY K V N",
        "RPUSH K V V V", "LPUSH K V", "RPUSH K V V", "LPOP K", "RPOP K N", "LSET K N V", "LINSERT K BEFORE V V", "LREM K N V",
        "LTRIM K 0 50", "LMOVE K L LEFT RIGHT", "LMPOP 2 K L LEFT COUNT N",
    ];

    [Fact]
    public void The_bytes_kept_are_the_bytes_recounted_after_any_writes() => Seeds.Run(6, random =>
    {
        var rig = new ShardRig(settings: SmallForms());
        for (var step = 1; step <= Steps; step++)
        {
            rig.Run([.. Pick(random).Split(' ').Select(System.Text.Encoding.Latin1.GetBytes)]);
            if (step % CheckEvery == 0)
                AssertCounted(rig.Keyspace);
        }

        AssertNothingIsLeft(rig);
    });

    [Fact]
    public void A_collection_that_is_changed_without_a_command_counts_when_it_is_settled()
    {
        using var store = new KeyspaceStore(1);
        var list = new AkkaRedis.Shard.Values.ListValue();
        store[0].SetCollection("k"u8, list);
        store.SettleBytes();
        var before = store.MemoryBytes;
        _ = store[0].FindToChange("k"u8);
        list.PushTail(new byte[1000], new AkkaRedis.Shard.Values.NodeLimit(-2));
        store.SettleBytes();
        Assert.InRange(store.MemoryBytes - before, 1000, 1100);
        AssertCounted(store);
    }

    [Fact]
    public void A_number_used_again_for_another_key_is_counted_in_that_keys_slot()
    {
        var rig = new ShardRig();
        rig.Run("RPUSH a 1");
        rig.Run("LMOVE a b LEFT LEFT");
        rig.Run("LMOVE b c LEFT LEFT");
        AssertCounted(rig.Keyspace);
        Assert.Equal(0, rig.Keyspace[0].BytesInSlot(Slot.Of("a"u8)));
    }

    /// <summary>Limits at which short runs meet every form of a value.</summary>
    private static ShardSettings SmallForms() => new()
    {
        HashMaxListpackEntries = 8, HashMaxListpackValueBytes = 200, ListMaxListpackSize = 6,
    };

    private static string Pick(Random random) =>
        string.Join(' ', Writes[random.Next(Writes.Length)].Split(' ').Select(word => word switch
        {
            "K" or "L" => $"key:{random.Next(12)}",
            "N" => random.Next(4).ToString(System.Globalization.CultureInfo.InvariantCulture),
            "V" => Text(random),
            _ => word,
        }));

    private static string Text(Random random) => random.Next(12) switch
    {
        0 => new string('x', random.Next(100, 6000)),
        1 => new string('y', random.Next(30_000)),
        < 6 => $"text:{random.Next(40)}",
        _ => $"{random.Next(60)}",
    };

    private static void AssertCounted(KeyspaceStore store)
    {
        var all = 0L;
        for (var db = 0; db < store.DatabaseCount; db++)
        {
            var slots = new Dictionary<int, long>();
            foreach (var entry in EntriesOf(store[db]))
            {
                var slot = Slot.Of(entry.Key);
                slots[slot] = slots.GetValueOrDefault(slot) + entry.MemoryBytes;
                if (entry.Kind != ValueKind.String)
                    Assert.Equal(HeapGraph.BytesOf(entry.Collection), entry.Collection.MemoryBytes);
                Assert.Equal(RecountedBytesOf(entry), entry.MemoryBytes);
            }

            foreach (var (slot, bytes) in slots)
                Assert.Equal(bytes, store[db].BytesInSlot(slot));
            Assert.Equal(slots.Values.Sum(), store[db].Bytes);
            all += store[db].Bytes;
        }

        Assert.True(store.MemoryBytes >= all, $"{store.MemoryBytes} bytes in all, {all} in keys");
    }

    private static List<Entry> EntriesOf(Database db)
    {
        var entries = new List<Entry>();
        for (var cursor = db.Scan(0, 100, entries); cursor != 0;)
            cursor = db.Scan(cursor, 100, entries);
        return [.. entries.DistinctBy(e => System.Text.Encoding.Latin1.GetString(e.Key))];
    }

    private static long RecountedBytesOf(Entry entry) => Cell + BlockBytesOf(entry.Blob.BlockBytes) + entry.Blob.Form switch
    {
        ValueForm.OutOfLine => BlockBytesOf(entry.Blob.Big.Capacity),
        ValueForm.Collection => HeapGraph.BytesOf(entry.Collection) + ObjectTableShare,
        _ => 0,
    };

    private static long BlockBytesOf(long usable) => usable > SizeClasses.MaxSmall ? usable + LargeBlockHeader : usable;

    private static void AssertNothingIsLeft(ShardRig rig)
    {
        rig.Run("FLUSHALL");
        while (rig.Keyspace.Reclaim(1000))
        {
        }

        Assert.Equal(0, rig.Keyspace.MemoryBytes);
    }
}
