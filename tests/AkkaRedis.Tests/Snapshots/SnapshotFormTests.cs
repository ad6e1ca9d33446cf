using System.Buffers.Binary;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Snapshots;

/// <summary>What is written is read, and nothing that is not what was written is taken for it.</summary>
public sealed class SnapshotFormTests
{
    private const long LogOffset = 0x1234_5678;
    private const string FileName = "snapshots/shard-3/0000000012345678.snap";

    private static readonly string[] Keys = ["a=1", "b=some text that is longer", "c=", "d=xyz"];

    [Fact]
    public void What_was_written_is_read() => Seeds.Run(50, random =>
    {
        var rig = new SnapshotRig();
        var keys = SnapshotRig.RandomKeys(random, random.Next(30));
        Assert.Null(rig.Write(LogOffset, keys));
        var file = rig.Survey().Newest!;
        Assert.Equal((FileName, SnapshotRig.Shard, SnapshotRig.Epoch), (file.Path, file.Header.Shard, file.Epoch));
        Assert.Equal((LogOffset, keys.Count), (file.LogOffset, file.Footer.Keys));
        Assert.Equal(rig.Disk.Content(FileName).Length, file.Bytes);
        Assert.Equal(keys, rig.MustRead(file));
    });

    [Fact]
    public void The_frames_in_a_row_are_an_rdb_file()
    {
        var rig = Written();
        Assert.True(rig.Folder.TryOpen(rig.Survey().Newest!, out var input, out _));
        using var copy = new MemoryStream();
        input.CopyTo(copy);
        input.Dispose();
        Assert.Equal(input.Length, copy.Length);
        copy.Position = 0;
        var reader = new RdbFileReader(copy, copy.Length, SnapshotRig.Limits, 16);
        var keys = new List<string>();
        while (reader.Next() is { } key)
            keys.Add(SnapshotRig.Text(key));
        Assert.Null(reader.Fault);
        Assert.Equal(Keys, keys);
    }

    [Fact]
    public void Every_cut_is_found_without_reading_the_frames()
    {
        var rig = Written();
        var whole = rig.Disk.Content(FileName);
        for (var length = 0; length < whole.Length; length++)
        {
            rig.Disk.SetContent(FileName, whole[..length]);
            AssertUnreadable(rig.Survey());
        }

        rig.Disk.SetContent(FileName, [.. whole, 0]);
        AssertUnreadable(rig.Survey());
    }

    [Fact]
    public void Every_flipped_bit_is_found_and_nothing_wrong_is_given_out()
    {
        var rig = Written();
        var whole = rig.Disk.Content(FileName);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var flipped = whole.ToArray();
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            rig.Disk.SetContent(FileName, flipped);
            AssertFound(rig, bit / 8);
        }
    }

    [Fact]
    public void Stretches_of_wrong_bytes_are_found() => Seeds.Run(500, random =>
    {
        var rig = Written();
        var broken = rig.Disk.Content(FileName).ToArray();
        var at = random.Next(broken.Length);
        var stretch = broken.AsSpan(at, random.Next(1, Math.Min(100, broken.Length - at) + 1));
        var before = stretch.ToArray();
        if (random.Next(2) == 0)
            stretch.Clear();
        else
            random.NextBytes(stretch);
        if (stretch.SequenceEqual(before))
            return;
        rig.Disk.SetContent(FileName, broken);
        AssertFound(rig, at + stretch.Length - 1);
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public void A_frame_of_another_place_or_file_is_found(long createdAtMs, int frame)
    {
        const int Bytes = SnapshotFrame.HeadBytes + SnapshotRig.FrameBytes;
        var rig = Written();
        var content = rig.Disk.Content(FileName).ToArray();
        Assert.Null(rig.Write(LogOffset, Keys, createdAtMs: createdAtMs));
        rig.Disk.Content(FileName).AsSpan(SnapshotHeader.Bytes + frame * Bytes, Bytes).CopyTo(content.AsSpan(SnapshotHeader.Bytes));
        rig.Disk.SetContent(FileName, content);
        var (keys, problem) = rig.Read(rig.Survey().Newest!);
        Assert.Empty(keys);
        Assert.Equal($"{FileName} is damaged at byte {SnapshotHeader.Bytes}: frame 0 of 3 is broken", problem);
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_by_name()
    {
        var rig = Written();
        var content = rig.Disk.Content(FileName).ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(10), 60);
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(12), Crc32C.Of(content.AsSpan(0, 12), content.AsSpan(16, 44)));
        rig.Disk.SetContent(FileName, content);
        Assert.Equal(
            $"{FileName}: version 2 was written by a newer AkkaRedis; this one knows version 1", rig.Survey().Unreadable.Single().Problem);
    }

    [Fact]
    public void A_file_of_another_shard_or_under_another_name_is_refused()
    {
        var rig = Written();
        var content = rig.Disk.Content(FileName);
        rig.Disk.SetContent("snapshots/shard-3/0000000000000001.snap", content);
        rig.Disk.SetContent("snapshots/shard-4/0000000012345678.snap", content);
        Assert.Equal("its end is that of another file", rig.Survey().Unreadable.Single().Problem.Split(": ")[1]);
        Assert.Null(new SnapshotFolder(rig.Disk, 4).Survey(out var survey));
        Assert.EndsWith(": it is a snapshot of shard 3", survey.Unreadable.Single().Problem, StringComparison.Ordinal);
    }

    private static SnapshotRig Written()
    {
        var rig = new SnapshotRig();
        Assert.Null(rig.Write(LogOffset, Keys));
        return rig;
    }

    private static void AssertUnreadable(SnapshotSurvey survey)
    {
        Assert.Null(survey.Newest);
        Assert.StartsWith($"{FileName} is damaged at byte ", survey.Missed?.Problem, StringComparison.Ordinal);
    }

    /// <summary>The damage is told, with a place at or before it, or at the foot; what is read before it is right.</summary>
    private static void AssertFound(SnapshotRig rig, int lastDamaged)
    {
        if (rig.Survey().Newest is not { } file)
        {
            AssertUnreadable(rig.Survey());
            return;
        }

        var (keys, problem) = rig.Read(file);
        Assert.StartsWith($"{FileName} is damaged at byte ", problem, StringComparison.Ordinal);
        Assert.InRange(long.Parse(problem!.Split(' ')[5].TrimEnd(':')), SnapshotHeader.Bytes, lastDamaged);
        Assert.Equal(Keys.Take(keys.Count), keys);
    }
}
