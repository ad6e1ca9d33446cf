using System.Text;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Tests.Values;

public class HashValueTests
{
    private static readonly HashLimits Limits = new(128, 64);

    [Fact]
    public void Is_packed_up_to_the_limits_and_a_table_from_there_on()
    {
        var hash = new HashValue();
        for (var i = 0; i < 128; i++)
            hash.Set(RandomTexts.Ascii(i), new byte[64], Limits);
        Assert.Equal("listpack", hash.EncodingName);
        hash.Set("one more"u8, ""u8, Limits);
        Assert.Equal("hashtable", hash.EncodingName);
        Assert.Equal(129, hash.Count);
    }

    [Theory]
    [InlineData(65, 1)]
    [InlineData(1, 65)]
    public void Becomes_a_table_by_one_long_field_or_value_and_stays_one(int fieldBytes, int valueBytes)
    {
        var hash = new HashValue();
        hash.Set("a"u8, "1"u8, Limits);
        hash.Set(new byte[fieldBytes], new byte[valueBytes], Limits);
        Assert.Equal("hashtable", hash.EncodingName);
        hash.Remove(new byte[fieldBytes]);
        Assert.Equal("hashtable", hash.EncodingName);
        Assert.Equal(1, hash.Count);
    }

    [Theory]
    [InlineData(1, 4, 16)]
    [InlineData(2, 128, 64)]
    [InlineData(3, 128, 100_000)]
    [InlineData(4, 0, 64)]
    [InlineData(5, 100_000, 100_000)]
    public void Does_what_a_dictionary_does(int seed, int maxFields, int maxTextBytes)
    {
        var random = new Random(seed);
        var limits = new HashLimits(maxFields, maxTextBytes);
        var hash = new HashValue();
        Dictionary<string, byte[]> model = [];
        for (var step = 0; step < 20_000; step++)
        {
            var isGrowing = step % 8000 < 4000;
            var field = random.Next(50) == 0 ? RandomTexts.Next(random, 3000) : RandomTexts.Ascii(random.Next(1500) * 7919);
            Change(random, hash, model, field, isGrowing ? 8 : 2, limits);
            AssertSame(hash, model, field);
            if (step % 500 == 0)
                AssertSame(hash, model);
        }

        AssertSame((HashValue)hash.Clone(), model);
    }

    [Fact]
    public void Shrinks_back_to_little_memory()
    {
        var hash = new HashValue();
        for (var i = 0; i < 100_000; i++)
            hash.Set(RandomTexts.Ascii(i), "value"u8, Limits);
        for (var i = 0; i < 99_990; i++)
            Assert.True(hash.Remove(RandomTexts.Ascii(i)));
        Assert.Equal(10, hash.Count);
        Assert.InRange(hash.MemoryBytes, 1, 2000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_scan_sees_every_field_that_stays_however_the_table_changes(int seed)
    {
        var random = new Random(seed);
        var hash = new HashValue();
        for (var i = 0; i < 5000; i++)
            hash.Set(RandomTexts.Ascii(i), "v"u8, Limits);
        HashSet<string> seen = [];
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        ulong cursor = 0;
        do
        {
            var bucket = hash.ScanBucket(ref cursor);
            for (HashPlace place = default; hash.MoveNextIn(bucket, ref place);)
                seen.Add(Encoding.Latin1.GetString(hash.FieldAt(place, scratch)));
            var first = random.Next(2) == 0 ? 100 : 5000;
            for (var i = first; i < first + random.Next(400); i++)
            {
                if (first == 100)
                    hash.Remove(RandomTexts.Ascii(random.Next(100, 20_000)));
                else
                    hash.Set(RandomTexts.Ascii(random.Next(100, 20_000)), "v"u8, Limits);
            }
        }
        while (cursor != 0);
        for (var i = 0; i < 100; i++)
            Assert.Contains($"{i}", seen);
    }

    [Fact]
    public void A_scan_of_a_resting_table_sees_each_field_once()
    {
        var hash = new HashValue();
        for (var i = 0; i < 3000; i++)
            hash.Set(RandomTexts.Ascii(i), "v"u8, Limits);
        var seen = 0;
        ulong cursor = 0;
        do
        {
            seen += hash.CountIn(hash.ScanBucket(ref cursor));
            Assert.InRange(cursor, 0UL, (1UL << 48) - 1);
        }
        while (cursor != 0);
        Assert.Equal(3000, seen);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void Random_choice_is_fair(int fields)
    {
        var random = new Random(1);
        var hash = new HashValue();
        for (var i = 0; i < fields; i++)
            hash.Set(RandomTexts.Ascii(i), "v"u8, Limits);
        Dictionary<string, int> chosen = [];
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var i = 0; i < fields * 1000; i++)
        {
            var field = Encoding.Latin1.GetString(hash.FieldAt(hash.RandomPlace(random), scratch));
            chosen[field] = chosen.GetValueOrDefault(field) + 1;
        }

        Assert.Equal(fields, chosen.Count);
        Assert.All(chosen.Values, n => Assert.InRange(n, 850, 1150));
    }

    private static void Change(Random random, HashValue hash, Dictionary<string, byte[]> model, byte[] field, int setsOfTen,
        HashLimits limits)
    {
        var name = Encoding.Latin1.GetString(field);
        if (random.Next(10) < setsOfTen)
        {
            var value = RandomTexts.Next(random);
            Assert.Equal(!model.ContainsKey(name), hash.Set(field, value, limits));
            model[name] = value;
        }
        else
        {
            Assert.Equal(model.Remove(name), hash.Remove(field));
        }
    }

    private static void AssertSame(HashValue hash, Dictionary<string, byte[]> model, byte[] field)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        Assert.Equal(model.Count, hash.Count);
        var isThere = model.TryGetValue(Encoding.Latin1.GetString(field), out var expected);
        Assert.Equal(isThere, hash.TryGet(field, scratch, out var value));
        Assert.True(value.SequenceEqual(expected));
    }

    private static void AssertSame(HashValue hash, Dictionary<string, byte[]> model)
    {
        Span<byte> field = stackalloc byte[PackedElement.ScratchBytes];
        Span<byte> value = stackalloc byte[PackedElement.ScratchBytes];
        var seen = 0;
        for (HashPlace place = default; hash.MoveNext(ref place); seen++)
            Assert.True(hash.ValueAt(place, value).SequenceEqual(model[Encoding.Latin1.GetString(hash.FieldAt(place, field))]));
        Assert.Equal(model.Count, seen);
    }
}
