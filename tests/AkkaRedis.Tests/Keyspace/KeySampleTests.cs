using System.Text;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Keyspace;

/// <summary>Keys that eviction looks at come by chance, and all come.</summary>
public sealed class KeySampleTests
{
    private const int Keys = 1000;
    private const int DrawsPerKey = 100;

    [Theory]
    [InlineData("key:", false, 1)]
    [InlineData("{one slot}", false, 1)]
    [InlineData("key:", true, 2)]
    [InlineData("key:", true, 5)]
    [InlineData("{one slot}", true, 3)]
    public void Every_key_is_met_about_equally_often(string prefix, bool onlyExpiring, int everyNthExpires) => Seeds.Run(2, random =>
    {
        using var store = new KeyspaceStore(1);
        for (var i = 0; i < Keys; i++)
            store[0].SetString(Encoding.ASCII.GetBytes(prefix + i), "v"u8, i % everyNthExpires == 0 ? 1_000_000 + i : Expiry.None);
        var met = new Dictionary<string, int>();
        var sample = new Entry[5];
        var able = onlyExpiring ? store[0].ExpiresCount : Keys;
        for (var drawn = 0; drawn < able * DrawsPerKey; )
        {
            var found = store[0].Sample(random, onlyExpiring, sample);
            Assert.InRange(found, 1, sample.Length);
            foreach (var entry in sample.AsSpan(0, found))
                Count(met, entry);
            drawn += found;
        }

        Assert.Equal(able, met.Count);
        Assert.InRange(met.Values.Min(), DrawsPerKey / 5, DrawsPerKey);
        Assert.InRange(met.Values.Max(), DrawsPerKey, DrawsPerKey * 5 / 2);
        Assert.All(met.Keys, key => Assert.True(!onlyExpiring || store[0].Find(Encoding.ASCII.GetBytes(key)).HasExpiry));
    });

    [Fact]
    public void Rare_keys_that_expire_are_all_met_in_their_turn() => Seeds.Run(3, random =>
    {
        using var store = new KeyspaceStore(1);
        for (var i = 0; i < 50_000; i++)
            store[0].SetString(Encoding.ASCII.GetBytes($"key:{i}"), "v"u8, i % 5000 == 0 ? 1_000_000 + i : Expiry.None);
        var met = new Dictionary<string, int>();
        var sample = new Entry[64];
        for (var i = 0; i < 20; i++)
        {
            foreach (var entry in sample.AsSpan(0, store[0].Sample(random, onlyExpiring: true, sample)))
                Count(met, entry);
        }

        Assert.Equal(10, met.Count);
        Assert.Equal(10, store[0].ExpiresCount);
        for (var n = 0; n < 10; n++)
            store[0].Remove(store[0].NextExpired(long.MaxValue).Key.ToArray());
        Assert.Equal(0, store[0].ExpiresCount);
    });

    [Fact]
    public void There_is_nothing_where_there_are_no_keys()
    {
        using var store = new KeyspaceStore(1);
        Assert.Equal(0, store[0].Sample(new Random(1), onlyExpiring: false, new Entry[5]));
        store[0].SetString("k"u8, "v"u8, Expiry.None);
        Assert.Equal(0, store[0].Sample(new Random(1), onlyExpiring: true, new Entry[5]));
        Assert.Equal(5, store[0].Sample(new Random(1), onlyExpiring: false, new Entry[5]));
    }

    [Fact]
    public void A_key_is_found_by_its_hash_as_long_as_it_is_there() => Seeds.Run(5, random =>
    {
        using var store = new KeyspaceStore(1);
        for (var i = 0; i < 3000; i++)
            store[0].SetString(Encoding.ASCII.GetBytes($"{{x}}{i}"), "v"u8, Expiry.None);
        for (var i = 0; i < 3000; i++)
        {
            var key = Encoding.ASCII.GetBytes($"{{x}}{i}");
            var hash = store[0].HashOf(store[0].Find(key));
            Assert.True(store[0].FindByHash(hash).Key.SequenceEqual(key));
            if (random.Next(2) == 0)
                continue;
            store[0].Remove(key);
            Assert.True(store[0].FindByHash(hash).IsNone);
        }
    });

    private static void Count(Dictionary<string, int> met, Entry entry)
    {
        var key = Encoding.ASCII.GetString(entry.Key);
        met[key] = met.GetValueOrDefault(key) + 1;
    }
}
