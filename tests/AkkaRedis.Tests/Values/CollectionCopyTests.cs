using AkkaRedis.Shard.Values;

namespace AkkaRedis.Tests.Values;

/// <summary>Copies of collections that are made step by step.</summary>
public sealed class CollectionCopyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(700)]
    public void A_hash_copied_in_steps_is_the_one_copied_at_once(int fields)
    {
        var random = new Random(fields);
        var hash = new HashValue();
        for (var i = 0; i < fields; i++)
            hash.Set(RandomTexts.Ascii(i), RandomTexts.Next(random, 5000), new HashLimits(8, 64));
        for (var i = 0; i < fields; i += 3)
            hash.Remove(RandomTexts.Ascii(i));
        var copy = (HashValue)CopyOf(hash, minSteps: fields / 20);
        Assert.Equal(hash.Clone().MemoryBytes, copy.MemoryBytes);
        Assert.Equal(Fields(hash), Fields(copy));
        var before = Fields(copy);
        for (var i = 1; i < fields; i++)
            hash.Set(RandomTexts.Ascii(i), new byte[2000], new HashLimits(8, 64));
        Assert.Equal(before, Fields(copy));
        for (var i = 1; i < fields; i++)
            copy.Remove(RandomTexts.Ascii(i));
        Assert.Equal(0, copy.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(2000)]
    public void A_set_copied_in_steps_is_the_one_copied_at_once(int members)
    {
        var random = new Random(members);
        var limits = new SetLimits(8);
        var set = new SetValue();
        for (var i = 0; i < members; i++)
            set.Add(RandomTexts.Next(random, 5000), limits);
        var copy = (SetValue)CopyOf(set, minSteps: set.Count / 20);
        Assert.Equal(set.Clone().MemoryBytes, copy.MemoryBytes);
        Assert.Equal(Members(set), Members(copy));
        var before = Members(set);
        for (var i = 0; i < members; i++)
            copy.Add(RandomTexts.Ascii(1_000_000 + i), limits);
        Assert.Equal(before, Members(set));
        Assert.Equal(before.Count + members, Members(copy).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(900)]
    public void A_list_copied_in_steps_is_the_one_copied_at_once(int elements)
    {
        var random = new Random(elements);
        var limit = new NodeLimit(4);
        var list = new ListValue();
        for (var i = 0; i < elements; i++)
            list.PushTail(RandomTexts.Next(random, 5000), limit);
        var copy = (ListValue)CopyOf(list, minSteps: elements / 20);
        Assert.Equal(list.Clone().MemoryBytes, copy.MemoryBytes);
        Assert.Equal(Elements(list), Elements(copy));
        var before = Elements(copy);
        for (var i = 0; i < elements; i++)
            list.Replace(list.Seek(i), "other"u8, limit);
        Assert.Equal(before, Elements(copy));
        copy.DropHead(elements);
        Assert.Equal(0, copy.Count);
    }

    [Theory]
    [InlineData(20, 10, false)]
    [InlineData(21, 10, true)]
    [InlineData(5, 2000, true)]
    public void A_copy_is_long_by_elements_or_by_bytes(int elements, int bytes, bool isLong)
    {
        var list = new ListValue();
        for (var i = 0; i < elements; i++)
            list.PushTail(new byte[bytes], new NodeLimit(-2));
        Assert.Equal(isLong, CollectionCopy.IsLong(list, units: 20));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Elements_removed_aside_are_those_removed_in_place(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var limit = new NodeLimit(random.Next(2) == 0 ? 5 : -1);
            var list = new ListValue();
            var kinds = random.Next(1, 6);
            for (var i = random.Next(1, 300); i > 0; i--)
                list.PushTail(RandomTexts.Ascii(random.Next(kinds) * 1000), limit);
            var expected = (ListValue)list.Clone();
            int max = random.Next(3) == 0 ? int.MaxValue : random.Next(1, 200), step = random.Next(1, 40);
            var fromTail = random.Next(2) == 0;
            var removal = new ListRemoval(list, RandomTexts.Ascii(1000), max, fromTail);
            while (!removal.Search(step))
                Assert.Equal(Elements(expected), Elements(list));
            Assert.Equal(expected.RemoveEqual(RandomTexts.Ascii(1000), max, fromTail, limit), removal.Found);
            removal.Apply(limit);
            Assert.Equal(Elements(expected), Elements(list));
        }
    }

    private static CollectionValue CopyOf(CollectionValue original, int minSteps)
    {
        var copy = original.BeginClone();
        var steps = 1;
        while (!copy.Step(units: 5))
            steps++;
        Assert.InRange(steps, Math.Max(1, minSteps), int.MaxValue);
        return copy.Copied;
    }

    private static List<string> Fields(HashValue hash)
    {
        Span<byte> scratch = stackalloc byte[20];
        List<string> fields = [];
        for (HashPlace place = default; hash.MoveNext(ref place);)
            fields.Add(Convert.ToHexString(hash.FieldAt(place, scratch)) + "=" + Convert.ToHexString(hash.ValueAt(place, scratch)));
        Assert.Equal(fields.Count, hash.Count);
        return fields;
    }

    private static List<string> Members(SetValue set)
    {
        Span<byte> scratch = stackalloc byte[20];
        List<string> members = [];
        for (SetPlace place = default; set.MoveNext(ref place);)
            members.Add(Convert.ToHexString(set.MemberAt(place, scratch)));
        Assert.Equal(members.Count, set.Count);
        return members;
    }

    private static List<string> Elements(ListValue list)
    {
        Span<byte> scratch = stackalloc byte[20];
        List<string> elements = [];
        if (list.Count == 0)
            return elements;
        var place = list.First;
        do
            elements.Add(Convert.ToHexString(list.Get(place, scratch)));
        while (list.MoveNext(ref place));
        Assert.Equal(elements.Count, list.Count);
        return elements;
    }
}
