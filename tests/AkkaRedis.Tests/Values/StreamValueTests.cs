using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Values;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;
using Xunit.Abstractions;

namespace AkkaRedis.Tests.Values;

/// <summary>A stream's entries against a sorted dictionary, and its count of bytes against a recount of its objects.</summary>
public sealed class StreamValueTests(ITestOutputHelper output)
{
    [Fact]
    public void Entries_are_those_of_a_sorted_dictionary_after_any_changes() => Seeds.Run(40, random =>
    {
        var stream = new StreamValue();
        var twin = new SortedDictionary<StreamId, string>();
        var limits = new StreamLimits(random.Next(2) == 0 ? 0 : 300, random.Next(2) == 0 ? 0 : random.Next(1, 20));
        for (var n = random.Next(1, 400); n > 0; n--)
            Change(random, stream, twin, limits);
        Assert.Equal(twin.Select(Text), Read(stream, StreamId.Min, StreamId.Max, false));
        AssertRanges(random, stream, twin);
        Assert.Equal(HeapGraph.BytesOf(stream), stream.MemoryBytes);
        var copy = (StreamValue)stream.Clone();
        Assert.Equal(twin.Select(Text), Read(copy, StreamId.Min, StreamId.Max, false));
        Assert.Equal(HeapGraph.BytesOf(copy), copy.MemoryBytes);
    });

    [Fact]
    public void Groups_consumers_and_pending_entries_are_counted_to_the_byte() => Seeds.Run(20, random =>
    {
        var stream = new StreamValue();
        for (var n = 0; n < 400; n++)
            ChangeGroups(random, stream);
        Assert.Equal(HeapGraph.BytesOf(stream), stream.MemoryBytes);
    });

    [Fact]
    public void A_stream_of_a_million_entries_is_little_more_than_their_values()
    {
        var stream = new StreamValue();
        for (var i = 0; i < 1_000_000; i++)
            stream.Add(new StreamId(1_700_000_000_000 + (ulong)i, 0), Entry("field", $"value:{i:D8}"), 0, new StreamLimits(4096, 100));
        output.WriteLine($"1,000,000 entries of one value of 14 bytes: {stream.MemoryBytes / 1e6:F2} bytes per entry");
        Assert.InRange(stream.MemoryBytes, 18_000_000, 20_500_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("007")]
    [InlineData("word")]
    public void A_text_is_read_as_it_was_written(string text)
    {
        var bytes = new byte[40];
        var end = 0;
        StreamText.Write(bytes, ref end, Encoding.Latin1.GetBytes(text));
        Assert.Equal(StreamText.Bytes(Encoding.Latin1.GetBytes(text)), end);
        var at = 0;
        Assert.Equal(text, Encoding.Latin1.GetString(StreamText.Read(bytes, ref at, new byte[StreamText.ScratchBytes])));
        Assert.Equal(end, at);
    }

    private static void Change(Random random, StreamValue stream, SortedDictionary<StreamId, string> twin, StreamLimits limits)
    {
        if (random.Next(8) == 0)
        {
            Trim(random, stream, twin);
        }
        else if (random.Next(4) == 0 && stream.LastId.Ms > 0)
        {
            var gone = new StreamId((ulong)random.NextInt64((long)stream.LastId.Ms + 1), (ulong)random.Next(2));
            Assert.Equal(twin.Remove(gone), stream.Delete(gone));
        }
        else
        {
            var last = stream.LastId;
            var step = (ulong)random.Next(3);
            var id = new StreamId(last.Ms + step, step == 0 ? last.Seq + 1 : (ulong)random.Next(2));
            var field = "f" + random.Next(3);
            var value = random.Next(2) == 0 ? $"{random.Next(-300, 100_000)}" : new string('v', random.Next(120));
            stream.Add(id, Entry(field, value), 0, limits);
            twin.Add(id, field + value);
        }
    }

    private static void Trim(Random random, StreamValue stream, SortedDictionary<StreamId, string> twin)
    {
        var keep = random.Next(twin.Count + 2);
        var minId = new StreamId((ulong)random.NextInt64((long)stream.LastId.Ms + 2), 0);
        var byLength = random.Next(2) == 0;
        var isApproximate = random.Next(2) == 0;
        var before = twin.Count;
        var trimming = new StreamTrimming(
            stream, new StreamTrim(byLength, keep, minId, isApproximate, isApproximate ? random.Next(3) * 10 : 0));
        while (!trimming.Step(random.Next(1, 5)))
        {
        }

        var removed = stream.Trim(trimming);
        var expected = byLength ? Math.Max(0, before - keep) : twin.Keys.Count(id => id < minId);
        if (isApproximate)
            Assert.InRange(removed, 0, expected);
        else
            Assert.Equal(expected, removed);
        foreach (var id in twin.Keys.Take((int)removed).ToList())
            twin.Remove(id);
    }

    private static void AssertRanges(Random random, StreamValue stream, SortedDictionary<StreamId, string> twin)
    {
        for (var n = 0; n < 20; n++)
        {
            var from = new StreamId((ulong)random.Next(60), (ulong)random.Next(3));
            var to = new StreamId((ulong)random.Next(200), (ulong)random.Next(3));
            var expected = twin.Where(entry => entry.Key >= from && entry.Key <= to).Select(Text).ToList();
            Assert.Equal(expected, Read(stream, from, to, false));
            Assert.Equal(Enumerable.Reverse(expected), Read(stream, from, to, true));
            Assert.Equal(Math.Min(7, expected.Count), stream.CountBetween(from, to, 7));
            Assert.Equal(expected.Count, stream.CountBetween(from, to, long.MaxValue));
        }
    }

    private static void ChangeGroups(Random random, StreamValue stream)
    {
        byte[] name = [(byte)random.Next('a', 'd')], consumerName = [(byte)random.Next('x', '{')];
        var group = stream.Groups.Find(name) ?? stream.AddGroup(name, StreamId.Min, 0)!;
        var id = new StreamId((ulong)random.Next(500), 0);
        if (random.Next(60) == 0)
            stream.RemoveGroup(group);
        else if (random.Next(3) == 0)
            group.Forget(id);
        else
            group.Deliver(id, group.FindConsumer(consumerName) ?? group.AddConsumer(consumerName, 1), 1);
    }

    private static List<string> Read(StreamValue stream, StreamId from, StreamId to, bool isReverse)
    {
        var found = new List<string>();
        var cursor = new StreamCursor(stream, from, to, isReverse);
        while (cursor.MoveNext())
        {
            Assert.Equal(1, cursor.FieldCount);
            var fields = cursor.Fields;
            var field = Encoding.Latin1.GetString(fields.NextField(new byte[StreamText.ScratchBytes]));
            found.Add($"{cursor.Id} {field}{Encoding.Latin1.GetString(fields.NextValue(new byte[StreamText.ScratchBytes]))}");
        }

        return found;
    }

    private static string Text(KeyValuePair<StreamId, string> entry) => $"{entry.Key} {entry.Value}";

    private static Args Entry(string field, string value) => Args.Of(Encoding.Latin1.GetBytes(field), Encoding.Latin1.GetBytes(value));
}
