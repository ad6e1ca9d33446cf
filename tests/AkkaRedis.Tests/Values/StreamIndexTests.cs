using AkkaRedis.Shard.Values;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Values;

/// <summary>The ordered index of ids against a sorted dictionary.</summary>
public sealed class StreamIndexTests
{
    [Fact]
    public void It_finds_and_orders_ids_as_a_sorted_dictionary_does() => Seeds.Run(30, random =>
    {
        var index = new StreamIndex<int>(new HeapTally());
        var twin = new SortedDictionary<StreamId, int>();
        var span = random.Next(1, 4000);
        var inOrder = random.Next(2) == 0;
        for (var n = 0; n < 3000; n++)
        {
            var id = new StreamId((ulong)(inOrder && random.Next(3) > 0 ? n : random.Next(span)), (ulong)random.Next(2));
            if (random.Next(n < 1500 ? 4 : 2) == 0)
                Assert.Equal(twin.Remove(id), index.Remove(id));
            else if (twin.TryAdd(id, n))
                index.Add(id, n);
            else
                Assert.Equal(twin[id], index.TryFind(id, out var place) ? index.ValueAt(place) : -1);
        }

        AssertSame(twin, index);
        AssertEdges(random, twin, index, span);
    });

    [Fact]
    public void What_is_before_a_place_can_be_taken_out_at_once() => Seeds.Run(40, random =>
    {
        var tally = new HeapTally();
        var index = new StreamIndex<int>(tally);
        var twin = new SortedDictionary<StreamId, int>();
        for (var n = random.Next(1, 3000); n > 0; n--)
        {
            var id = new StreamId((ulong)random.Next(5000), 0);
            if (twin.TryAdd(id, n))
                index.Add(id, n);
        }

        while (twin.Count > 0)
        {
            var first = twin.Keys.ElementAt(random.Next(twin.Count));
            index.RemoveBefore(index.Ceiling(first));
            foreach (var id in twin.Keys.TakeWhile(id => id < first).ToList())
                twin.Remove(id);
            AssertSame(twin, index);
            Assert.Equal(index.Bytes, tally.Bytes);
            twin.Remove(first);
            Assert.True(index.Remove(first));
        }
    });

    [Fact]
    public void What_is_appended_follows_what_was_there()
    {
        var index = new StreamIndex<int>(new HeapTally());
        var other = new StreamIndex<int>(new HeapTally());
        var twin = new SortedDictionary<StreamId, int>();
        for (var i = 0; i < 1000; i++)
        {
            (i < 300 ? index : other).Add(new StreamId((ulong)i, 0), i);
            twin.Add(new StreamId((ulong)i, 0), i);
        }

        index.Append(other);
        AssertSame(twin, index);
        Assert.Equal(700, index.CountFrom(index.Ceiling(new StreamId(300, 0))));
    }

    private static void AssertSame(SortedDictionary<StreamId, int> twin, StreamIndex<int> index)
    {
        var found = new List<KeyValuePair<StreamId, int>>();
        for (var place = index.First; !index.IsEnd(place); place = index.Next(place))
            found.Add(new(index.IdAt(place), index.ValueAt(place)));
        Assert.Equal(twin, found);
        Assert.Equal(twin.Count, index.Count);
    }

    private static void AssertEdges(Random random, SortedDictionary<StreamId, int> twin, StreamIndex<int> index, int span)
    {
        for (var n = 0; n < 200; n++)
        {
            var id = new StreamId((ulong)random.Next(span), 1);
            var above = twin.Keys.Where(key => key >= id).Cast<StreamId?>().FirstOrDefault();
            var below = twin.Keys.Where(key => key <= id).Cast<StreamId?>().LastOrDefault();
            var ceiling = index.Ceiling(id);
            Assert.Equal(above, index.IsEnd(ceiling) ? null : index.IdAt(ceiling));
            Assert.Equal(below, index.TryFloor(id, out var floor) ? index.IdAt(floor) : null);
        }
    }
}
