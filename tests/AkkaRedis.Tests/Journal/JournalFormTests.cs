using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Tests.Journal;

/// <summary>Bytes on disk: what is written is read, and the form of version 1 never changes.</summary>
public sealed class JournalFormTests
{
    [Fact]
    public void A_frame_is_read_as_it_was_written()
    {
        var header = new FrameHeader
        {
            Kind = FrameKind.Event,
            IsContinued = true,
            Shard = 127,
            Sequence = long.MaxValue,
            Epoch = 3,
            Offset = 1L << 40,
            SyncedSequence = 9,
            PayloadBytes = 5,
        };
        var frame = Frame(header, "hello"u8);
        Assert.True(FrameHeader.TryRead(frame, out var read));
        Assert.True(FrameHeader.IsWhole(frame));
        Assert.Equal(header, read);
    }

    [Fact]
    public void A_flipped_bit_of_a_frame_is_seen()
    {
        var frame = Frame(new FrameHeader { Kind = FrameKind.Group, Sequence = 1 }, "hello"u8);
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(FrameHeader.IsWhole(frame));
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Zeros_and_too_few_bytes_are_no_frame()
    {
        Assert.False(FrameHeader.TryRead(new byte[200], out _));
        Assert.False(FrameHeader.TryRead(Frame(new FrameHeader { Kind = FrameKind.Group, Sequence = 1 }, default).AsSpan(1), out _));
    }

    [Fact]
    public void A_segment_head_is_read_as_it_was_written()
    {
        var header = new SegmentHeader("shard-ä", 100, 50, 99);
        Assert.Equal(header, SegmentHeader.Read([.. header.ToBytes(), 1, 2, 3]));
        Assert.Equal(header.Bytes, header.ToBytes().Length);
    }

    [Fact]
    public void A_changed_or_cut_segment_head_is_none()
    {
        var bytes = new SegmentHeader("shard-1", 100, 50, 99).ToBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            Assert.Null(SegmentHeader.Read(bytes.AsSpan(0, i)));
            bytes[i] ^= 1;
            Assert.Null(SegmentHeader.Read(bytes));
            bytes[i] ^= 1;
        }
    }

    /// <summary>These bytes are on disks.</summary>
    [Fact]
    public void The_form_of_version_1_is_frozen()
    {
        var header = new SegmentHeader("shard-1", 2, 1, 1).ToBytes();
        Assert.Equal("414B524A524E4C00" + Hex(header, 8, 12) + "01000700" + "0200000000000000" + "0100000000000000" + "0100000000000000"
            + "73686172642D31", Convert.ToHexString(header));
        var frame = Frame(
            new FrameHeader { Kind = FrameKind.Group, Shard = 3, Sequence = 4, Epoch = 5, Offset = 6, SyncedSequence = 7 }, "x"u8);
        Assert.Equal(Hex(frame, 0, 4) + "01000000" + "01000300" + "00000000" + "0400000000000000" + "0500000000000000"
            + "0600000000000000" + "0700000000000000" + "78", Convert.ToHexString(frame));
        Assert.Equal((1, 2, 3), ((int)FrameKind.Group, (int)FrameKind.Event, (int)FrameKind.Prune));
    }

    [Theory]
    [InlineData("shard-12", "shard-12")]
    [InlineData("Topology_1.2", "Topology_1.2")]
    [InlineData("../../etc", "%2E.%2F..%2Fetc")]
    [InlineData("a b/ä%", "a%20b%2F%C3%A4%25")]
    public void A_folder_is_named_after_the_stream(string stream, string folder) => Assert.Equal(folder, SegmentName.FolderOf(stream));

    [Fact]
    public void An_empty_or_endless_id_names_no_folder()
    {
        Assert.Null(SegmentName.FolderOf(""));
        Assert.Null(SegmentName.FolderOf(new string('x', 256)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void A_segment_name_says_its_first_number(long first)
    {
        Assert.True(SegmentName.TryParse(SegmentName.Of(first), out var read));
        Assert.Equal(first, read);
    }

    [Theory]
    [InlineData("0000000000000000001.segment.tmp")]
    [InlineData("-000000000000000001.segment")]
    [InlineData("1.segment")]
    [InlineData("9999999999999999999.segment")]
    public void Other_files_are_not_taken_for_segments(string name) => Assert.False(SegmentName.TryParse(name, out _));

    private static string Hex(byte[] bytes, int from, int to) => Convert.ToHexString(bytes.AsSpan(from, to - from));

    private static byte[] Frame(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[FrameHeader.Bytes + payload.Length];
        payload.CopyTo(frame.AsSpan(FrameHeader.Bytes));
        header.Write(frame, payload);
        return frame;
    }
}
