using System.Runtime.CompilerServices;
using System.Text;
using AkkaRedis.Shard.Keyspace;
using Xunit.Abstractions;

namespace AkkaRedis.Tests.Keyspace;

public class KeyspaceStoreTests(ITestOutputHelper output)
{
    [Fact]
    public void A_database_without_keys_costs_next_to_nothing()
    {
        using var store = new KeyspaceStore(16);
        Assert.Equal(0, store.MemoryBytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var other = new KeyspaceStore(16);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 * 1024);
    }

    [Fact]
    public void A_million_keys_of_16_bytes_with_values_of_32_take_less_than_119_bytes_each()
    {
        using var store = new KeyspaceStore(16);
        Fill(store[0], Expiry.None);
        var plain = store.ReservedBytes / 1e6;
        output.WriteLine($"plain: {plain} bytes a key reserved, {store.MemoryBytes / 1e6} in use");
        Fill(store[1], 1_700_000_000_000);
        var withExpiry = store.ReservedBytes / 1e6 - plain;
        output.WriteLine($"with expiry: {withExpiry} bytes a key reserved");
        Assert.InRange(plain, 60, 90);
        Assert.InRange(withExpiry, 60, 119);
    }

    [Fact]
    public void Steady_state_allocates_no_managed_memory()
    {
        using var store = new KeyspaceStore(1);
        var db = store[0];
        Churn(db);
        Churn(db);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Churn(db);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Millions_of_keys_under_one_hash_tag_come_and_go_without_leaving_bytes()
    {
        using var store = new KeyspaceStore(1);
        var key = new byte[16];
        "{tag}"u8.CopyTo(key);
        for (var i = 0; i < 300_000; i++)
            store[0].SetInteger(KeyOf(key, i), i, Expiry.None);
        for (var i = 0; i < 300_000; i++)
        {
            Assert.True(store[0].Find(KeyOf(key, i)).TryGetInteger(out var value));
            Assert.Equal(i, value);
        }

        Assert.InRange(store.MemoryBytes / 300_000.0, 40, 64);
        for (var i = 0; i < 300_000; i++)
            Assert.True(store[0].Remove(KeyOf(key, i)));
        Assert.InRange(store.MemoryBytes, 1, 400_000);
        store.Clear(0);
        ReclaimAll(store, 10);
        Assert.Equal(0, store.MemoryBytes);
    }

    [Fact]
    public void What_is_cleared_is_freed_in_slices()
    {
        using var store = new KeyspaceStore(2);
        for (var i = 0; i < 5000; i++)
            store[0].SetString(Encoding.Latin1.GetBytes($"{(i % 2 == 0 ? "{t}" : "")}{i}"), new byte[i], 1_000_000 + i);
        var full = store.MemoryBytes;
        store.Clear(0);
        Assert.Equal((0, 0), (store[0].Count, store[0].ExpiresCount));
        Assert.Equal(full, store.MemoryBytes);
        Assert.True(store.PendingReclaims >= 5000);
        Assert.True(store.Reclaim(100));
        Assert.InRange(store.PendingReclaims, 4900, 4902);
        store[0].SetString("new"u8, "v"u8, Expiry.None);
        Assert.True(ReclaimAll(store, 100) > 48);
        Assert.Equal(0, store.PendingReclaims);
        Assert.Equal("v", Text(store[0].Find("new"u8)));
        store.Clear(0);
        ReclaimAll(store, 1);
        Assert.Equal(0, store.MemoryBytes);
    }

    [Fact]
    public void A_big_value_that_is_removed_is_freed_piece_by_piece()
    {
        using var store = new KeyspaceStore(1);
        store[0].MutableString("big"u8, 50 << 20).Fill(1);
        var full = store.MemoryBytes;
        Assert.True(store[0].Remove("big"u8));
        Assert.Equal(1, store.PendingReclaims);
        Assert.True(store.MemoryBytes >= 50 << 20);
        Assert.True(store.Reclaim(1));
        Assert.InRange(store.MemoryBytes, 40 << 20, full - (5 << 20));
        ReclaimAll(store, 1);
        Assert.True(store.MemoryBytes < 1 << 20);
    }

    [Fact]
    public void Swapping_exchanges_the_content_and_keeps_the_databases()
    {
        using var store = new KeyspaceStore(3);
        var (first, second) = (store[0], store[2]);
        first.SetString("a"u8, "1x"u8, 5000);
        second.SetString("b"u8, "2x"u8, Expiry.None);
        store.Swap(0, 2);
        Assert.Same(first, store[0]);
        Assert.Equal("2x", Text(first.Find("b"u8)));
        Assert.Equal("1x", Text(second.Find("a"u8)));
        Assert.Equal((0, 1), (first.ExpiresCount, second.ExpiresCount));
        Assert.Equal("a", Encoding.Latin1.GetString(second.NextExpired(5001).Key));
    }

    [Fact]
    public void A_detached_value_moves_to_another_store_and_its_shard_frees_the_rest()
    {
        using var source = new KeyspaceStore(1);
        using var target = new KeyspaceStore(1);
        source[0].SetString("short"u8, "value"u8, 9000);
        source[0].SetString("long"u8, new byte[500_000], Expiry.None);
        var list = new FakeCollection(ValueKind.List);
        source[0].SetCollection("list"u8, list);
        foreach (var key in new[] { "short", "long", "list" })
            target[0].Attach(Encoding.Latin1.GetBytes("to:" + key), source[0].Detach(Encoding.Latin1.GetBytes(key))!);
        Assert.Equal("value", Text(target[0].Find("to:short"u8)));
        Assert.Equal(9000, target[0].Find("to:short"u8).ExpireAtMs);
        Assert.Equal(500_000, target[0].Find("to:long"u8).StringLength);
        Assert.Same(list, target[0].Find("to:list"u8).Collection);
        source.Clear(0);
        ReclaimAll(source, 10);
        Assert.Equal(0, source.MemoryBytes);
    }

    [Fact]
    public void A_detached_value_that_is_dropped_is_freed_in_the_end()
    {
        using var store = new KeyspaceStore(1);
        DetachAndDrop(store);
        for (var i = 0; i < 10 && store.PendingReclaims == 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(1, store.PendingReclaims);
        store.Clear(0);
        ReclaimAll(store, 10);
        Assert.Equal(0, store.MemoryBytes);
    }

    [Fact]
    public void A_detached_value_is_attached_once()
    {
        using var store = new KeyspaceStore(1);
        store[0].SetString("a"u8, "v"u8, Expiry.None);
        var value = store[0].Detach("a"u8)!;
        store[0].Attach("b"u8, value);
        Assert.Throws<InvalidOperationException>(() => store[0].Attach("c"u8, value));
    }

    [Theory]
    [InlineData(3, 20_000)]
    [InlineData(200, 200_000)]
    public void Every_key_is_about_equally_likely_to_be_picked_by_chance(int keys, int picks)
    {
        using var store = new KeyspaceStore(1);
        for (var i = 0; i < keys; i++)
            store[0].SetInteger(Encoding.Latin1.GetBytes($"{(i % 3 == 0 ? "{t}" : "")}{i}"), i, Expiry.None);
        var random = new Random(7);
        var counts = new int[keys];
        for (var i = 0; i < picks; i++)
        {
            store[0].Random(random).TryGetInteger(out var which);
            counts[which]++;
        }

        Assert.All(counts, c => Assert.InRange(c, picks / keys * 0.8, picks / keys * 1.2));
    }

    [Fact]
    public void A_key_picked_by_chance_exists_in_big_slots_too_and_none_does_in_an_empty_database()
    {
        using var store = new KeyspaceStore(1);
        var random = new Random(8);
        Assert.True(store[0].Random(random).IsNone);
        for (var i = 0; i < 10_000; i++)
            store[0].SetInteger(Encoding.Latin1.GetBytes($"{{t}}{i}"), i, Expiry.None);
        var seen = new HashSet<long>();
        for (var i = 0; i < 100_000; i++)
        {
            store[0].Random(random).TryGetInteger(out var which);
            seen.Add(which);
        }

        Assert.InRange(seen.Count, 9_900, 10_000);
    }

    [Fact]
    public void Encodings_are_named_as_Redis_names_them()
    {
        using var store = new KeyspaceStore(1);
        var db = store[0];
        Assert.Equal("int", db.SetString("k"u8, "-12"u8, Expiry.None).EncodingName);
        Assert.Equal("raw", db.AppendString("k"u8, "3"u8).EncodingName);
        Assert.Equal("embstr", db.SetString("k"u8, new byte[44], Expiry.None).EncodingName);
        Assert.Equal("raw", db.SetString("k"u8, new byte[45], Expiry.None).EncodingName);
        Assert.Equal("embstr", db.SetString("k"u8, "007"u8, Expiry.None).EncodingName);
        Assert.Equal("int", db.AppendString("new"u8, "5"u8).EncodingName);
        Assert.Equal("fake", db.SetCollection("k"u8, new FakeCollection(ValueKind.Set)).EncodingName);
    }

    [Fact]
    public void Appending_byte_by_byte_moves_a_string_a_logarithmic_number_of_times()
    {
        using var store = new KeyspaceStore(1);
        store[0].SetString("k"u8, "start"u8, Expiry.None);
        var sizes = new HashSet<long>();
        for (var i = 0; i < 300_000; i++)
            sizes.Add(store[0].AppendString("k"u8, "x"u8).MemoryBytes);
        Assert.Equal(300_005, store[0].Find("k"u8).StringLength);
        Assert.True(sizes.Count < 30);
    }

    [Fact]
    public void Memory_of_an_entry_counts_the_blob_its_own_block_and_its_collection()
    {
        using var store = new KeyspaceStore(1);
        Assert.InRange(store[0].SetString("key"u8, new byte[30], Expiry.None).MemoryBytes, 45, 70);
        Assert.InRange(store[0].SetString("key"u8, new byte[3000], Expiry.None).MemoryBytes, 3045, 3700);
        Assert.InRange(store[0].SetCollection("key"u8, new FakeCollection(ValueKind.Hash, 12345)).MemoryBytes, 12345, 12445);
    }

    private static void Churn(Database db)
    {
        Span<byte> key = stackalloc byte[16];
        Span<byte> value = stackalloc byte[32];
        for (var i = 0; i < 100_000; i++)
        {
            KeyOf(key, i % 5000);
            db.SetString(key, value[..(i % 33)], i % 3 == 0 ? 1_700_000_000_000 + i : Expiry.None);
            db.SetInteger(db.Find(key), i);
            db.AppendString(key, value[..7]);
            if (i % 4 == 0)
                db.Remove(key);
            db.NextExpired(1_600_000_000_000 + i);
        }
    }

    private static void Fill(Database db, long expireAtMs)
    {
        var key = new byte[16];
        var value = new byte[32];
        "million"u8.CopyTo(key);
        for (var i = 0; i < 1_000_000; i++)
            db.SetString(KeyOf(key, i), value, expireAtMs < 0 ? expireAtMs : expireAtMs + i * 61 % 86_400_000);
    }

    private static Span<byte> KeyOf(Span<byte> key, int i)
    {
        for (var at = key.Length - 1; at >= 6; at--, i /= 10)
            key[at] = (byte)('0' + i % 10);
        return key;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DetachAndDrop(KeyspaceStore store)
    {
        store[0].SetString("k"u8, new byte[100], Expiry.None);
        Assert.NotNull(store[0].Detach("k"u8));
    }

    private static int ReclaimAll(KeyspaceStore store, int units)
    {
        var calls = 1;
        while (store.Reclaim(units))
            calls++;
        return calls;
    }

    private static string Text(Entry entry) => Encoding.Latin1.GetString(entry.GetString(stackalloc byte[20]));
}
