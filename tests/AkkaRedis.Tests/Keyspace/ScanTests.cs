using System.Text;
using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.Keyspace;

public class ScanTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public void A_key_that_stays_is_seen_whatever_grows_and_shrinks_between_the_calls(int seed, bool oneSlot)
    {
        var random = new Random(seed);
        using var store = new KeyspaceStore(1);
        var db = store[0];
        var prefix = oneSlot ? "{t}" : "";
        for (var i = 0; i < 3000; i++)
            Set(db, $"{prefix}stay:{i}");
        var volatileKeys = 0;
        var seen = new HashSet<string>();
        var entries = new List<Entry>();
        ulong cursor = 0;
        var calls = 0;
        do
        {
            entries.Clear();
            cursor = db.Scan(cursor, random.Next(1, 60), entries);
            seen.UnionWith(entries.Select(e => Encoding.Latin1.GetString(e.Key)));
            Assert.InRange(cursor, 0UL, (1UL << 48) - 1);
            volatileKeys = GrowOrShrink(db, prefix, volatileKeys, random);
            Assert.True(++calls < 20_000, $"seed {seed}: the scan does not end");
        }
        while (cursor != 0);
        for (var i = 0; i < 3000; i++)
            Assert.True(seen.Contains($"{prefix}stay:{i}"), $"seed {seed}: key {i} was not seen");
    }

    [Fact]
    public void The_order_of_keys_and_the_cursors_do_not_depend_on_the_history_of_the_table()
    {
        using var grown = new KeyspaceStore(1);
        using var shrunk = new KeyspaceStore(1);
        for (var i = 0; i < 20_000; i++)
            Set(shrunk[0], $"{{t}}{i}");
        for (var i = 3_000; i < 20_000; i++)
            shrunk[0].Remove(Encoding.Latin1.GetBytes($"{{t}}{i}"));
        for (var i = 2_999; i >= 0; i--)
            Set(grown[0], $"{{t}}{i}");
        var entries = new List<Entry>();
        var middle = grown[0].Scan(0, 1500, entries);
        grown[0].Scan(middle, 10_000, entries);
        Assert.Equal(3_000, entries.Select(e => Encoding.Latin1.GetString(e.Key)).Distinct().Count());
        var rest = new List<Entry>();
        shrunk[0].Scan(middle, 10_000, rest);
        var expected = entries[^rest.Count..].Select(e => Encoding.Latin1.GetString(e.Key)).ToHashSet();
        Assert.InRange(rest.Count, 1450, 1500);
        Assert.True(expected.SetEquals(rest.Select(e => Encoding.Latin1.GetString(e.Key))));
    }

    [Fact]
    public void A_scan_of_a_nearly_empty_database_takes_one_call()
    {
        using var store = new KeyspaceStore(1);
        foreach (var key in new[] { "a", "b", "c" })
            Set(store[0], key);
        var entries = new List<Entry>();
        Assert.Equal(0UL, store[0].Scan(0, 10, entries));
        Assert.Equal(["a", "b", "c"], entries.Select(e => Encoding.Latin1.GetString(e.Key)).Order());
    }

    [Fact]
    public void Any_number_is_a_cursor_and_leads_to_an_end()
    {
        using var store = new KeyspaceStore(1);
        for (var i = 0; i < 1000; i++)
            Set(store[0], $"k{i}");
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var entries = new List<Entry>();
            var cursor = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            for (var calls = 0; calls == 0 || cursor != 0; calls++)
            {
                cursor = store[0].Scan(cursor, 100, entries);
                Assert.True(calls < 100);
            }

            Assert.True(entries.Count <= 1000);
        }
    }

    [Fact]
    public void A_slot_is_scanned_without_the_others()
    {
        using var store = new KeyspaceStore(1);
        for (var i = 0; i < 5000; i++)
        {
            Set(store[0], $"{{t}}{i}");
            Set(store[0], $"other{i}");
        }

        var slot = Slot.Of("{t}"u8);
        var entries = new List<Entry>();
        ulong cursor = 0;
        do
        {
            cursor = store[0].ScanSlot(slot, cursor, 10, entries);
        }
        while (cursor != 0);
        Assert.Equal(store[0].CountInSlot(slot), entries.Count);
        Assert.All(entries, e => Assert.Equal(slot, Slot.Of(e.Key)));
        Assert.Equal(entries.Count, entries.Select(e => Encoding.Latin1.GetString(e.Key)).Distinct().Count());
        Assert.True(entries.Count >= 5000);
    }

    private static int GrowOrShrink(Database db, string prefix, int volatileKeys, Random random)
    {
        var target = random.Next(4) switch
        {
            0 => 0,
            1 => Math.Min(20_000, volatileKeys * 2 + 500),
            2 => volatileKeys / 3,
            _ => volatileKeys,
        };
        for (; volatileKeys < target; volatileKeys++)
            Set(db, $"{prefix}volatile:{volatileKeys}");
        for (; volatileKeys > target; volatileKeys--)
            Assert.True(db.Remove(Encoding.Latin1.GetBytes($"{prefix}volatile:{volatileKeys - 1}")));
        return volatileKeys;
    }

    private static void Set(Database db, string key) => db.SetString(Encoding.Latin1.GetBytes(key), "v"u8, Expiry.None);
}
