using System.Text;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Tests.Values;

public class PackedListTests
{
    [Theory]
    [InlineData("", 2)]
    [InlineData("a", 3)]
    [InlineData("0", 1)]
    [InlineData("63", 1)]
    [InlineData("64", 3)]
    [InlineData("-1", 3)]
    [InlineData("128", 4)]
    [InlineData("-32768", 4)]
    [InlineData("32768", 5)]
    [InlineData("9223372036854775807", 10)]
    [InlineData("-9223372036854775808", 10)]
    [InlineData("9223372036854775808", 21)]
    public void An_element_takes_as_few_bytes_as_its_form_needs(string text, int bytes)
    {
        PackedList list = default;
        list.Add(new PackedElement(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(bytes, list.ElementBytes);
        Assert.Equal([text], Texts(list));
    }

    [Theory]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(1 << 24)]
    public void Long_texts_are_walked_over_from_both_sides(int length)
    {
        PackedList list = default;
        list.Add(new PackedElement("before"u8));
        list.Add(new PackedElement(new byte[length]));
        list.Add(new PackedElement("after"u8));
        Assert.Equal(list.Next(list.First), list.Previous(list.Previous(list.End)));
        Assert.Equal(length, list.LengthOf(list.Seek(1)));
    }

    [Fact]
    public void Appending_many_elements_wastes_little_room()
    {
        PackedList list = default;
        for (var i = 0; i < 1000; i++)
            list.Add(new PackedElement(RandomTexts.Ascii(i)));
        Assert.InRange(list.HeapBytes, list.ElementBytes, list.ElementBytes * 1.13 + 64);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Does_what_a_list_of_byte_arrays_does(int seed)
    {
        var random = new Random(seed);
        PackedList list = default;
        List<byte[]> model = [];
        for (var step = 0; step < 3000; step++)
        {
            Change(random, ref list, model, maxCount: step % 1000 < 500 ? 60 : 5);
            AssertSame(model, list);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Finds_and_removes_equal_elements(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            PackedList list = default;
            List<byte[]> model = [];
            byte[][] texts = [[], RandomTexts.Ascii(7), RandomTexts.Ascii(-70000), "x"u8.ToArray(), new byte[300]];
            for (var i = 0; i < 40; i++)
            {
                model.Add(texts[random.Next(texts.Length)]);
                list.Add(new PackedElement(model[^1]));
            }

            var wanted = texts[random.Next(texts.Length)];
            var element = new PackedElement(wanted);
            var first = model.FindIndex(t => t.AsSpan().SequenceEqual(wanted));
            Assert.Equal(first < 0 ? -1 : list.Seek(first), list.Find(element));
            Assert.Equal(model.Count(t => t.AsSpan().SequenceEqual(wanted)), list.CountEqual(element));
            int skip = random.Next(4), max = random.Next(6), index = 0;
            var doomed = model.FindAll(t => t.AsSpan().SequenceEqual(wanted)).Skip(skip).Take(max).Count();
            model.RemoveAll(t => t.AsSpan().SequenceEqual(wanted) && index++ is var i && i >= skip && i < skip + max);
            Assert.Equal(doomed, list.RemoveEqual(element, skip, max));
            AssertSame(model, list);
        }
    }

    private static void Change(Random random, ref PackedList list, List<byte[]> model, int maxCount)
    {
        var index = random.Next(3) switch { 0 => 0, 1 => model.Count, _ => random.Next(model.Count + 1) };
        var text = RandomTexts.Next(random);
        if (model.Count > maxCount || (index < model.Count && random.Next(3) == 0))
        {
            index = Math.Min(index, model.Count - 1);
            var count = random.Next(1, Math.Min(4, model.Count - index) + 1);
            list.Remove(list.Seek(index), count);
            model.RemoveRange(index, count);
        }
        else if (index < model.Count && random.Next(2) == 0)
        {
            var at = list.Replace(list.Seek(index), new PackedElement(text));
            Assert.Equal(list.Seek(index), at);
            model[index] = text;
        }
        else if (random.Next(30) == 0)
        {
            var at = index == model.Count ? list.End : list.Seek(index);
            var tail = list.SplitAt(at);
            AssertSame(model[index..], tail);
            AssertSame(model[..index], list);
            list.Append(tail);
        }
        else
        {
            list.Insert(index == model.Count ? list.End : list.Seek(index), new PackedElement(text));
            model.Insert(index, text);
        }

        if (random.Next(10) == 0)
            list.Trim(random.Next(100));
    }

    private static void AssertSame(List<byte[]> model, PackedList list)
    {
        Assert.Equal(model.Count, list.Count);
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var at = list.First;
        foreach (var text in model)
        {
            Assert.True(list.Get(at, scratch).SequenceEqual(text));
            at = list.Next(at);
        }

        Assert.Equal(list.End, at);
        for (var i = model.Count - 1; i >= 0; i--)
        {
            at = list.Previous(at);
            Assert.True(list.EqualsAt(at, new PackedElement(model[i])));
        }

        Assert.Equal(list.First, at);
    }

    private static List<string> Texts(PackedList list)
    {
        List<string> texts = [];
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var at = list.First; at < list.End; at = list.Next(at))
            texts.Add(Encoding.Latin1.GetString(list.Get(at, scratch)));
        return texts;
    }
}
