using System.Buffers.Binary;
using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Log;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Log;

/// <summary>The command log and its reader: what goes in comes out, and damage never reads as something else.</summary>
public sealed class CommandLogTests
{
    [Fact]
    public void Units_come_out_as_they_went_in() => Seeds.Run(200, random =>
    {
        var log = new CommandLog(1 << 20);
        var expected = Fill(log, random, random.Next(1, 20), 400);
        var read = LoggedUnits.Read(LoggedUnits.BytesOf(log, 0)).ConvertAll(LoggedUnits.Text);
        Assert.Equal(expected, read);
        Assert.Equal(expected.Count, log.Units);
    });

    [Fact]
    public void Every_form_of_append_writes_the_same()
    {
        var (a, b, c, d, e) = ("a"u8.ToArray(), "bb"u8.ToArray(), Array.Empty<byte>(), new byte[200], "e"u8.ToArray());
        AssertSame(l => l.Append(1, a, b), a, b);
        AssertSame(l => l.Append(1, a, b, c), a, b, c);
        AssertSame(l => l.Append(1, a, b, c, d), a, b, c, d);
        AssertSame(l => l.Append(1, a, b, c, d, e), a, b, c, d, e);
    }

    [Fact]
    public void The_newest_bytes_are_kept() => Seeds.Run(100, random =>
    {
        var log = new CommandLog(1024, 256);
        log.BeginAt(random.Next(2) * 10_000);
        var begin = log.EndOffset;
        var whole = new List<byte>();
        var longest = 0L;
        for (var i = 0; i < 40; i++)
        {
            var before = log.EndOffset;
            Fill(log, random, 1, random.Next(8) == 0 ? 3000 : 200);
            whole.AddRange(LoggedUnits.BytesOf(log, before));
            longest = Math.Max(longest, log.EndOffset - before);
            Assert.True(log.StartOffset <= Math.Max(begin, log.EndOffset - 1024));
            var at = random.NextInt64(log.StartOffset, log.EndOffset + 1);
            var some = new byte[random.Next(1, 2000)];
            var count = log.Read(at, some);
            Assert.Equal((int)Math.Min(some.Length, log.EndOffset - at), count);
            Assert.Equal(whole.Skip((int)(at - begin)).Take(count), some.Take(count));
        }

        Assert.True(log.MemoryBytes <= 1024 + 512 + (6 * longest));
    });

    [Fact]
    public void What_is_not_stored_is_kept_and_taken_in_whole_units() => Seeds.Run(100, random =>
    {
        var log = new CommandLog(random.Next(2) * 500, 256);
        log.BeginStoring();
        var expected = new List<string>();
        var stored = new List<string>();
        long end = 0;
        for (var i = 0; i < 100; i++)
        {
            expected.AddRange(Fill(log, random, random.Next(1, 4), random.Next(10) == 0 ? 2000 : 60));
            if (random.Next(3) == 0)
                continue;
            var group = log.UnitsFrom(end).ToArray();
            stored.AddRange(LoggedUnits.Read(group).ConvertAll(LoggedUnits.Text));
            end += group.Length;
            log.Stored(end);
        }

        while (end < log.EndOffset)
        {
            var group = log.UnitsFrom(end).ToArray();
            stored.AddRange(LoggedUnits.Read(group).ConvertAll(LoggedUnits.Text));
            end += group.Length;
        }

        Assert.Equal(expected, stored);
        Assert.True(log.UnitsFrom(end).IsEmpty);
    });

    [Fact]
    public void Bytes_of_a_group_stay_as_they_are_until_they_are_stored() => Seeds.Run(50, random =>
    {
        var log = new CommandLog(0, 256);
        log.BeginStoring();
        Fill(log, random, 3, 60);
        var group = log.UnitsFrom(0);
        var copy = group.ToArray();
        Fill(log, random, 50, 300);
        Assert.Equal(copy, group.ToArray());
    });

    [Fact]
    public void What_is_not_in_memory_is_not_read()
    {
        var log = new CommandLog(64, 64);
        for (var i = 0; i < 8; i++)
        {
            log.Append(0, "SET"u8, new byte[100]);
            log.CommitUnit();
        }

        Span<byte> to = stackalloc byte[10];
        Assert.True(log.StartOffset > 0);
        Assert.Equal(-1, log.Read(log.StartOffset - 1, to));
        Assert.Equal(-1, log.Read(log.EndOffset + 1, to));
        Assert.Equal(0, log.Read(log.EndOffset, to));
        Assert.Equal(10, log.Read(log.StartOffset, to));
    }

    [Fact]
    public void Nothing_appended_is_no_unit()
    {
        var log = new CommandLog();
        log.CommitUnit();
        log.Append(0, "DEL"u8, "a"u8);
        Assert.True(log.HasOpenUnit);
        log.DropUnit();
        log.CommitUnit();
        Assert.Equal((0L, 0L, false), (log.EndOffset, log.Units, log.HasOpenUnit));
    }

    [Fact]
    public void A_unit_cut_anywhere_is_incomplete() => Seeds.Run(30, random =>
    {
        var bytes = OneUnit(random);
        for (var length = 0; length < bytes.Length; length++)
        {
            var commands = new List<(int, Args)>();
            Assert.Equal(LogUnitResult.Incomplete, LogUnitReader.Read(bytes.AsSpan(0, length), commands, out var unitBytes));
            Assert.Equal((0, 0), (commands.Count, unitBytes));
        }
    });

    [Fact]
    public void A_flipped_bit_never_reads_as_a_unit() => Seeds.Run(10, random =>
    {
        var bytes = OneUnit(random);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var commands = new List<(int, Args)>();
            Assert.NotEqual(LogUnitResult.Unit, LogUnitReader.Read(bytes, commands, out var unitBytes));
            Assert.Equal((0, 0), (commands.Count, unitBytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    });

    [Fact]
    public void Random_bodies_with_a_right_checksum_are_read_or_refused_whole() => Seeds.Run(3000, random =>
    {
        var body = new byte[random.Next(1, 30)];
        random.NextBytes(body);
        if (random.Next(2) == 0)
            body.AsSpan().Replace((byte)0xFF, (byte)1);
        var bytes = new byte[CommandLog.HeaderBytes + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Crc32C.Of(body));
        body.CopyTo(bytes, CommandLog.HeaderBytes);
        var commands = new List<(int, Args)>();
        var result = LogUnitReader.Read(bytes, commands, out var unitBytes);
        Assert.Equal(result == LogUnitResult.Unit, commands.Count > 0);
        Assert.Equal(result == LogUnitResult.Unit ? bytes.Length : 0, unitBytes);
    });

    [Fact]
    public void The_checksum_is_castagnolis() => Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    private static void AssertSame(Action<CommandLog> append, params byte[][] args)
    {
        var (one, other) = (new CommandLog(), new CommandLog());
        append(one);
        other.Append(1, Args.Of(args));
        one.CommitUnit();
        other.CommitUnit();
        Assert.Equal(LoggedUnits.BytesOf(other, 0), LoggedUnits.BytesOf(one, 0));
    }

    private static byte[] OneUnit(Random random)
    {
        var log = new CommandLog();
        Fill(log, random, 1, 60);
        return LoggedUnits.BytesOf(log, 0);
    }

    /// <summary>Appends random units; their texts.</summary>
    private static List<string> Fill(CommandLog log, Random random, int units, int maxArgBytes)
    {
        var texts = new List<string>();
        for (; units > 0; units--)
        {
            var lines = new List<string>();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var db = random.Next(3) == 0 ? random.Next(1000) : 0;
                var args = Enumerable.Range(0, random.Next(1, 5))
                    .Select(_ => new string((char)random.Next(33, 255), random.Next(maxArgBytes)));
                var words = args.ToArray();
                log.Append(db, Args.Of(words.Select(Encoding.Latin1.GetBytes).ToArray()));
                lines.Add($"{db} {string.Join(' ', words)}");
            }

            log.CommitUnit();
            texts.Add(string.Join('\n', lines));
        }

        return texts;
    }
}
