using System.Text;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Rdb;

/// <summary>The parts of the encoding alone.</summary>
public sealed class EncodingTests
{
    [Fact]
    public void The_checksum_is_that_of_Jones()
    {
        Assert.Equal(0UL, Crc64.Of([]));
        Assert.Equal(0xE9C6D914C4B8D9CAUL, Crc64.Of("123456789"u8));
    }

    [Fact]
    public void A_checksum_can_be_made_in_parts() => Seeds.Run(100, random =>
    {
        var bytes = new byte[random.Next(100)];
        random.NextBytes(bytes);
        var cut = random.Next(bytes.Length + 1);
        Assert.Equal(Crc64.Of(bytes), Crc64.Append(Crc64.Of(bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
    });

    [Fact]
    public void What_was_compressed_expands_again_in_slices_of_any_size() => Seeds.Run(500, random =>
    {
        var text = Repetitive(random, random.Next(1, 20_000));
        var packed = new byte[text.Length + text.Length / 16 + 16];
        var bytes = Lzf.Compress(text, packed, Lzf.NewPlaces());
        Assert.True(bytes > 0);
        Assert.True(LzfExpansion.IsPossible(bytes, (ulong)text.Length));
        var expansion = new LzfExpansion(packed.AsMemory(0, bytes), text.Length);
        RdbRead read;
        do
        {
            var units = random.Next(1, 10);
            read = expansion.Step(ref units);
        }
        while (read == RdbRead.Pending);
        Assert.Equal(RdbRead.Text, read);
        Assert.True(text.AsSpan().SequenceEqual(expansion.Text.Span));
    });

    [Fact]
    public void Compression_gives_up_when_it_does_not_save_enough()
    {
        var text = new byte[1000];
        new Random(1).NextBytes(text);
        Assert.Equal(0, Lzf.Compress(text, new byte[996], Lzf.NewPlaces()));
        Assert.InRange(Lzf.Compress(new byte[1000], new byte[996], Lzf.NewPlaces()), 1, 40);
    }

    [Fact]
    public void A_length_that_the_bytes_cannot_stand_for_is_refused_before_room_is_made_for_it()
    {
        Assert.False(LzfExpansion.IsPossible(3, 265));
        Assert.True(LzfExpansion.IsPossible(3, 264));
        Assert.False(LzfExpansion.IsPossible(long.MaxValue / 1000, ulong.MaxValue));
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(63, "3F")]
    [InlineData(64, "4040")]
    [InlineData(16383, "7FFF")]
    [InlineData(16384, "8000004000")]
    public void Lengths_take_as_few_bytes_as_do(int length, string hex)
    {
        var output = new RdbOutput();
        output.Count(length);
        Assert.Equal(hex, Convert.ToHexString(output.Written));
        Assert.True(new RdbInput(output.Written.ToArray()).TryLength(out var read, out var isSpecial));
        Assert.Equal((false, (ulong)length), (isSpecial, read));
    }

    [Fact]
    public void A_listpack_gives_back_what_was_put_in() => Seeds.Run(300, random =>
    {
        var texts = Enumerable.Range(0, random.Next(1, 300)).Select(_ => Text(random)).ToList();
        var writer = new ListpackWriter();
        texts.ForEach(t => writer.Add(Encoding.Latin1.GetBytes(t)));
        Assert.Equal(texts, TextsOf(ListpackElements.Open(writer.Take().ToArray())!));
    });

    [Fact]
    public void A_ziplist_gives_back_what_was_put_in() => Seeds.Run(300, random =>
    {
        var texts = Enumerable.Range(0, random.Next(1, 50)).Select(_ => Text(random)).ToArray();
        Assert.Equal(texts, TextsOf(ZiplistElements.Open(Payloads.Ziplist(texts))!));
    });

    [Fact]
    public void A_stream_gives_the_same_pieces_as_memory_and_the_checksum_of_what_was_taken() => Seeds.Run(30, random =>
    {
        var bytes = new byte[random.Next(300_000)];
        random.NextBytes(bytes);
        var input = new RdbInput(new MemoryStream(bytes), bytes.Length);
        while (input.Left > 0)
        {
            var count = Math.Min(input.Left, random.Next(3) == 0 ? random.Next(100_000) : random.Next(20));
            var from = (int)input.Offset;
            Assert.True(input.TryTake(count, out var piece));
            Assert.True(bytes.AsSpan(from, (int)count).SequenceEqual(piece.Span));
            if (random.Next(5) == 0)
                Assert.Equal(Crc64.Of(bytes.AsSpan(0, (int)input.Offset)), input.Checksum());
        }

        Assert.False(input.TryTake(1, out _));
        Assert.Equal(Crc64.Of(bytes), input.Checksum());
    });

    internal static string Text(Random random) => random.Next(8) switch
    {
        0 => "",
        1 => random.Next(-200, 200).ToString(),
        2 => random.Next(-5000, 5000).ToString(),
        3 => (random.NextInt64() >> random.Next(64)).ToString(),
        4 => (-random.NextInt64() >> random.Next(64)).ToString(),
        5 => new string('x', random.Next(100)) + "y",
        6 => random.Next(6) == 0 ? new string('z', random.Next(20_000)) + "y" : "z",
        _ => "text" + random.Next(1000),
    };

    private static List<string> TextsOf(PackedElements elements)
    {
        var texts = new List<string>();
        var units = int.MaxValue;
        RdbRead read;
        while ((read = elements.Next(ref units, out var text)) == RdbRead.Text)
            texts.Add(Encoding.Latin1.GetString(text));
        Assert.Equal(RdbRead.End, read);
        return texts;
    }

    private static byte[] Repetitive(Random random, int length)
    {
        var text = new byte[length];
        for (var i = 0; i < length; i++)
            text[i] = i > 10 && random.Next(10) > 0 ? text[i - random.Next(1, 10)] : (byte)random.Next(256);
        return text;
    }
}
