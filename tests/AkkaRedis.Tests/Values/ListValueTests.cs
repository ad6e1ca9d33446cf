using AkkaRedis.Shard.Values;

namespace AkkaRedis.Tests.Values;

public class ListValueTests
{
    [Theory]
    [InlineData(1, -2)]
    [InlineData(2, -1)]
    [InlineData(3, -5)]
    [InlineData(4, 1)]
    [InlineData(5, 3)]
    [InlineData(6, 128)]
    public void Does_what_a_list_of_byte_arrays_does(int seed, int setting)
    {
        var random = new Random(seed);
        var limit = new NodeLimit(setting);
        var list = new ListValue();
        List<byte[]> model = [];
        for (var step = 0; step < 6000; step++)
        {
            if (step % 1500 < 900)
                Grow(random, list, model, limit);
            else
                Shrink(random, list, model, limit);
            Assert.Equal(model.Count, list.Count);
            if (step % 50 == 0)
                AssertSame(model, list);
        }

        AssertSame(model, (ListValue)list.Clone());
    }

    [Fact]
    public void Texts_beyond_a_node_have_one_to_themselves()
    {
        var limit = new NodeLimit(-2);
        var list = new ListValue();
        List<byte[]> model = [];
        for (var i = 0; i < 50; i++)
        {
            byte[] text = i % 3 == 0 ? new byte[100_000 + i] : RandomTexts.Ascii(i);
            list.InsertBefore(PlaceOf(list, model, text, limit), text, limit);
            model.Insert(model.Count / 2, text);
        }

        AssertSame(model, list);
    }

    [Fact]
    public void Replacing_small_elements_with_large_ones_keeps_nodes_small()
    {
        var limit = new NodeLimit(-2);
        var list = new ListValue();
        for (var i = 0; i < 1000; i++)
            list.PushTail("x"u8, limit);
        for (var i = 0; i < 1000; i++)
            list.Replace(list.Seek(i), new byte[3000], limit);
        Assert.Equal(1000, list.Count);
        Assert.InRange(list.MemoryBytes, 3_000_000, 4_300_000);
    }

    [Fact]
    public void A_list_thinned_out_gives_its_memory_back()
    {
        var limit = new NodeLimit(-2);
        var list = new ListValue();
        for (var i = 0; i < 100_000; i++)
            list.PushTail(i % 100 == 0 ? "keep"u8 : "drop"u8, limit);
        var full = list.MemoryBytes;
        Assert.Equal(99_000, list.RemoveEqual("drop"u8, int.MaxValue, fromTail: false, limit));
        Assert.Equal(1000, list.Count);
        Assert.InRange(list.MemoryBytes, 1, full / 50);
    }

    [Fact]
    public void A_queue_allocates_next_to_nothing()
    {
        var limit = new NodeLimit(-2);
        var list = new ListValue();
        for (var i = 0; i < 20_000; i++)
            list.PushHead("element"u8, limit);
        Rotate(list, limit, 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Rotate(list, limit, 100_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Fact]
    public void A_stack_allocates_next_to_nothing_at_any_depth()
    {
        var limit = new NodeLimit(-2);
        var list = new ListValue();
        long most = 0;
        for (var depth = 0; depth < 3000; depth++)
        {
            list.PushHead("element"u8, limit);
            list.PushHead("element"u8, limit);
            list.RemoveHead();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                list.PushHead("element"u8, limit);
                list.RemoveHead();
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(most, 0, 20_000);
    }

    private static void Rotate(ListValue list, NodeLimit limit, int times)
    {
        for (var i = 0; i < times; i++)
        {
            list.PushHead("element"u8, limit);
            list.RemoveTail();
        }
    }

    private static ListPlace PlaceOf(ListValue list, List<byte[]> model, byte[] text, NodeLimit limit)
    {
        if (model.Count > 0)
            return list.Seek(model.Count / 2);
        list.PushHead(text, limit);
        model.Add(text);
        return list.First;
    }

    private static void Grow(Random random, ListValue list, List<byte[]> model, NodeLimit limit)
    {
        var text = RandomTexts.Next(random);
        var index = random.Next(Math.Max(1, model.Count));
        switch (random.Next(model.Count == 0 ? 2 : 5))
        {
            case 0:
                list.PushHead(text, limit);
                model.Insert(0, text);
                break;
            case 1:
                list.PushTail(text, limit);
                model.Add(text);
                break;
            case 2:
                list.InsertBefore(list.Seek(index), text, limit);
                model.Insert(index, text);
                break;
            case 3:
                list.InsertAfter(list.Seek(index), text, limit);
                model.Insert(index + 1, text);
                break;
            default:
                list.Replace(list.Seek(index), text, limit);
                model[index] = text;
                break;
        }
    }

    private static void Shrink(Random random, ListValue list, List<byte[]> model, NodeLimit limit)
    {
        if (model.Count == 0)
            return;
        var few = random.Next(Math.Min(4, model.Count)) + 1;
        switch (random.Next(10))
        {
            case < 3:
                list.DropHead(few);
                model.RemoveRange(0, few);
                break;
            case < 6:
                list.DropTail(few);
                model.RemoveRange(model.Count - few, few);
                break;
            case 6:
                list.RemoveHead();
                model.RemoveAt(0);
                break;
            case 7:
                list.RemoveTail();
                model.RemoveAt(model.Count - 1);
                break;
            default:
                RemoveEqual(random, list, model, limit);
                break;
        }
    }

    private static void RemoveEqual(Random random, ListValue list, List<byte[]> model, NodeLimit limit)
    {
        var text = model[random.Next(model.Count)];
        var max = random.Next(3) == 0 ? int.MaxValue : random.Next(1, 4);
        var fromTail = random.Next(2) == 0;
        var removed = 0;
        for (var i = 0; i < model.Count && removed < max;)
        {
            var index = fromTail ? model.Count - 1 - i : i;
            if (!model[index].AsSpan().SequenceEqual(text))
            {
                i++;
                continue;
            }

            model.RemoveAt(index);
            removed++;
        }

        Assert.Equal(removed, list.RemoveEqual(text, max, fromTail, limit));
    }

    private static void AssertSame(List<byte[]> model, ListValue list)
    {
        Assert.Equal(model.Count, list.Count);
        if (model.Count == 0)
            return;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var place = list.First;
        for (var i = 0; i < model.Count; i++)
        {
            Assert.Equal(list.Seek(i), place);
            Assert.True(list.Get(place, scratch).SequenceEqual(model[i]));
            Assert.Equal(i + 1 < model.Count, list.MoveNext(ref place));
        }

        place = list.Last;
        for (var i = model.Count - 1; i > 0; i--)
        {
            Assert.True(list.MovePrevious(ref place));
            Assert.True(list.Get(place, scratch).SequenceEqual(model[i - 1]));
        }

        Assert.True(list.TryFind(model[^1], out var found));
        Assert.Equal(list.Seek(model.FindIndex(t => t.AsSpan().SequenceEqual(model[^1]))), found);
    }
}
