using System.Globalization;
using System.Text;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Tests.Values;

public class SetValueTests
{
    private static readonly SetLimits Limits = new(512);

    [Fact]
    public void Integers_stay_sorted_up_to_the_limit()
    {
        var set = new SetValue();
        for (var i = 0; i < 512; i++)
            set.Add(RandomTexts.Ascii(i * 7919 % 512), Limits);
        Assert.Equal("intset", set.EncodingName);
        Assert.Equal(Enumerable.Range(0, 512).Select(i => $"{i}"), Members(set));
        set.Add("512"u8, Limits);
        Assert.Equal("hashtable", set.EncodingName);
        set.Remove("512"u8);
        Assert.Equal("hashtable", set.EncodingName);
        Assert.Equal(512, set.Count);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("")]
    [InlineData("9223372036854775808")]
    public void One_member_that_is_no_integer_ends_the_integers_for_good(string member)
    {
        var set = new SetValue();
        set.Add("1"u8, Limits);
        set.Add(Encoding.Latin1.GetBytes(member), Limits);
        Assert.Equal("hashtable", set.EncodingName);
        Assert.True(set.Contains("1"u8));
        set.Remove(Encoding.Latin1.GetBytes(member));
        Assert.Equal("hashtable", set.EncodingName);
        set.MakeAnew(Limits);
        Assert.Equal("intset", set.EncodingName);
        Assert.Equal(["1"], Members(set));
    }

    [Fact]
    public void Integers_of_any_width_go_together()
    {
        long[] edges = [0, -1, 127, 32767, 32768, -32768, -32769, int.MaxValue, int.MaxValue + 1L, int.MinValue, int.MinValue - 1L,
            long.MaxValue, long.MinValue];
        for (var first = 0; first < edges.Length; first++)
        {
            var set = new SetValue();
            var added = new SortedSet<long>();
            for (var i = 0; i < edges.Length; i++)
            {
                var edge = edges[(first + i) % edges.Length];
                Assert.False(set.Contains(RandomTexts.Ascii(edge)));
                Assert.True(set.Add(RandomTexts.Ascii(edge), Limits));
                Assert.False(set.Add(RandomTexts.Ascii(edge), Limits));
                added.Add(edge);
                Assert.Equal(added.Select(n => n.ToString(CultureInfo.InvariantCulture)), Members(set));
            }

            Assert.Equal("intset", set.EncodingName);
        }
    }

    [Theory]
    [InlineData(1, 512, 100)]
    [InlineData(2, 512, 3000)]
    [InlineData(3, 0, 200)]
    [InlineData(4, 100_000, 3000)]
    [InlineData(5, 16, 1000)]
    public void Does_what_a_hash_set_does(int seed, int maxIntegers, int range)
    {
        var random = new Random(seed);
        var limits = new SetLimits(maxIntegers);
        var set = new SetValue();
        HashSet<string> model = [];
        for (var step = 0; step < 20_000; step++)
        {
            if (step % 5000 == 0)
                (set, model) = (new SetValue(), []);
            var isGrowing = step % 2500 < 1300;
            var onlyIntegers = step % 10_000 < 5000;
            var member = onlyIntegers || random.Next(3) > 0 ? RandomTexts.Ascii(random.Next(range) * 37L) : RandomTexts.Next(random, 3000);
            Change(random, set, model, member, isGrowing ? 8 : 2, limits);
            if (step % 250 == 0)
                AssertSame(set, model);
        }

        AssertSame((SetValue)set.Clone(), model);
    }

    [Fact]
    public void Shrinks_back_to_little_memory()
    {
        var set = new SetValue();
        for (var i = 0; i < 100_000; i++)
            set.Add(RandomTexts.Ascii(i), Limits);
        for (var i = 0; i < 99_990; i++)
            Assert.True(set.Remove(RandomTexts.Ascii(i)));
        Assert.Equal(10, set.Count);
        Assert.InRange(set.MemoryBytes, 1, 1000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_scan_sees_every_member_that_stays_however_the_set_changes(int seed)
    {
        var random = new Random(seed);
        var set = new SetValue();
        for (var i = 0; i < 5000; i++)
            set.Add(RandomTexts.Ascii(i), Limits);
        HashSet<string> seen = [];
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        ulong cursor = 0;
        do
        {
            var bucket = set.ScanBucket(ref cursor);
            for (SetPlace place = default; set.MoveNextIn(bucket, ref place);)
                seen.Add(Encoding.Latin1.GetString(set.MemberAt(place, scratch)));
            var isGrowing = random.Next(2) == 0;
            for (var i = random.Next(400); i > 0; i--)
            {
                var other = RandomTexts.Ascii(random.Next(100, 20_000));
                _ = isGrowing ? set.Add(other, Limits) : set.Remove(other);
            }
        }
        while (cursor != 0);
        for (var i = 0; i < 100; i++)
            Assert.Contains($"{i}", seen);
    }

    /// <summary>Integers, packed, a table, and a table from which most was removed.</summary>
    [Theory]
    [InlineData("", 100, 100)]
    [InlineData("m", 100, 100)]
    [InlineData("m", 3000, 3000)]
    [InlineData("m", 50_000, 40)]
    [InlineData("m", 20_000, 600)]
    public void Random_choice_is_fair_even_after_many_removals(string prefix, int added, int left)
    {
        const int drawsPerMember = 200;
        var random = new Random(added);
        var set = new SetValue();
        for (var i = 0; i < added; i++)
            set.Add(Encoding.ASCII.GetBytes($"{prefix}{i}"), Limits);
        while (set.Count > left)
            set.RemoveAt(set.RandomPlace(random));
        Dictionary<string, int> chosen = [];
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var i = 0; i < left * drawsPerMember; i++)
        {
            var member = Encoding.Latin1.GetString(set.MemberAt(set.RandomPlace(random), scratch));
            chosen[member] = chosen.GetValueOrDefault(member) + 1;
        }

        Assert.Equal(left, chosen.Count);
        var chiSquare = chosen.Values.Sum(n => (double)(n - drawsPerMember) * (n - drawsPerMember) / drawsPerMember);
        Assert.InRange(chiSquare, left - 1 - 5 * Math.Sqrt(2.0 * left), left - 1 + 5 * Math.Sqrt(2.0 * left));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Algebra_in_slices_is_the_algebra_of_hash_sets(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var models = Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomModel(random)).ToArray();
            var sets = models.Select(SetOf).ToArray();
            if (random.Next(4) == 0)
                (models[^1], sets[^1]) = (models[0], sets[0]);
            foreach (var operation in Enum.GetValues<SetOperation>())
                Assert.Equal(Expected(operation, models).Order(), Result(operation, sets, random.Next(1, 50)).Order());
        }
    }

    private static HashSet<string> RandomModel(Random random)
    {
        var range = random.Next(1, 400);
        var count = random.Next(5) == 0 ? 0 : random.Next(300);
        return [.. Enumerable.Range(0, count).Select(_ => (random.Next(3) == 0 ? "w" : "") + random.Next(range))];
    }

    private static SetValue? SetOf(HashSet<string> model)
    {
        var set = new SetValue();
        foreach (var member in model)
            set.Add(Encoding.ASCII.GetBytes(member), new SetLimits(64));
        return model.Count == 0 ? null : set;
    }

    private static IEnumerable<string> Expected(SetOperation operation, HashSet<string>[] models) => models.Skip(1).Aggregate(
        (IEnumerable<string>)models[0], (result, model) => operation switch
        {
            SetOperation.Intersection => result.Intersect(model),
            SetOperation.Union => result.Union(model),
            _ => result.Except(model),
        });

    private static HashSet<string> Result(SetOperation operation, SetView?[] sets, int units)
    {
        var algebra = new SetAlgebra(operation, sets);
        var gathered = new Gathered(mayRepeat: operation == SetOperation.Union);
        long steps = 1;
        while (!algebra.Step(units, gathered))
            steps++;
        Assert.InRange(steps, 1, algebra.Work / units + 1);
        return gathered.Members;
    }

    private static void Change(Random random, SetValue set, HashSet<string> model, byte[] member, int addsOfTen, SetLimits limits)
    {
        var name = Encoding.Latin1.GetString(member);
        if (random.Next(10) < addsOfTen)
            Assert.Equal(model.Add(name), set.Add(member, limits));
        else
            Assert.Equal(model.Remove(name), set.Remove(member));
        Assert.Equal(model.Count, set.Count);
        Assert.Equal(model.Contains(name), set.Contains(member));
    }

    private static void AssertSame(SetValue set, HashSet<string> model)
    {
        var members = Members(set);
        Assert.Equal(model.Count, members.Count);
        Assert.True(model.SetEquals(members));
    }

    private static List<string> Members(SetValue set)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        List<string> members = [];
        for (SetPlace place = default; set.MoveNext(ref place);)
            members.Add(Encoding.Latin1.GetString(set.MemberAt(place, scratch)));
        return members;
    }

    private sealed class Gathered(bool mayRepeat) : IMemberSink
    {
        public HashSet<string> Members { get; } = [];

        public bool Take(ReadOnlySpan<byte> member)
        {
            Assert.True(Members.Add(Encoding.Latin1.GetString(member)) || mayRepeat);
            return true;
        }
    }
}
