using AkkaRedis.Shard.Journal;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Journal;

/// <summary>What a stream does with files that are cut, changed or missing.</summary>
public sealed class StreamRecoveryTests
{
    [Fact]
    public void A_new_stream_has_nothing_and_makes_no_file()
    {
        var rig = new JournalRig().MustOpen();
        Assert.Equal(0, rig.Open.LastSequence);
        Assert.Empty(rig.Replay());
        Assert.Empty(rig.Disk.Paths);
    }

    [Fact]
    public void What_was_written_is_replayed_from_anywhere_to_anywhere() => Seeds.Run(50, random =>
    {
        var rig = Filled(random, random.Next(1, 60));
        for (var i = 0; i < 20; i++)
        {
            var (from, to) = (random.NextInt64(-1, rig.Next + 2), random.NextInt64(-1, rig.Next + 2));
            Assert.Equal(rig.Expected(from, to), rig.Replay(from, to));
            if (i == 10)
                rig.MustOpen();
        }
    });

    [Fact]
    public void A_tail_cut_anywhere_costs_the_last_writes_alone_and_is_reported() => Seeds.Run(200, random =>
    {
        var rig = Filled(random, random.Next(1, 30));
        var path = rig.Disk.Paths.Last();
        var content = rig.Disk.Content(path);
        var length = random.Next(content.Length);
        rig.Disk.SetContent(path, content[..length]);
        Assert.Null(rig.TryOpen());
        var expected = rig.Expected().ToList();
        var events = rig.Replay();
        Assert.Equal(expected.Take(events.Count), events);
        Assert.True(events.Count < expected.Count);
        rig.ForgetAfter(rig.Open.LastSequence);
        Assert.Null(rig.Append("next"));
        Assert.Equal(rig.Expected(), rig.Replay());
    });

    [Fact]
    public void What_was_cut_is_told_with_file_and_place()
    {
        var rig = new JournalRig().MustOpen();
        rig.Append("one");
        var path = Assert.Single(rig.Disk.Paths);
        var whole = rig.Disk.Content(path);
        rig.Append("two");
        rig.Disk.SetContent(path, rig.Disk.Content(path)[..^1]);
        rig.MustOpen();
        Assert.Equal(new StreamCut(path, whole.Length, FrameHeader.Bytes + 2), rig.Open.Cut);
        Assert.Equal(whole, rig.Disk.Content(path));
        Assert.Null(rig.MustOpen().Open.Cut);
    }

    [Fact]
    public void A_flipped_bit_is_damage_or_costs_the_last_write_and_never_reads_as_something_else() => Seeds.Run(300, random =>
    {
        var rig = Filled(random, random.Next(3, 40), SyncPolicy.Always);
        var expected = rig.Expected().ToList();
        var path = rig.Disk.Paths.ElementAt(random.Next(rig.Disk.Paths.Count()));
        var content = rig.Disk.Content(path).ToArray();
        content[random.Next(content.Length)] ^= (byte)(1 << random.Next(8));
        rig.Disk.SetContent(path, content);
        if (rig.TryOpen() is { } failure)
        {
            Assert.Equal(JournalFailureKind.Damaged, failure.Kind);
            Assert.Contains(path, failure.Message);
            return;
        }

        var (events, damage) = rig.TryReplay();
        Assert.Equal(expected.Take(events.Count), events);
        if (damage is not null)
            Assert.Contains(path, damage.Message);
        else
            Assert.True(path == rig.Disk.Paths.Last() || rig.Open.Cut is not null);
    });

    [Fact]
    public void Damage_in_the_middle_names_file_and_byte_and_keeps_the_stream_shut()
    {
        var rig = new JournalRig { Policy = SyncPolicy.Always }.MustOpen();
        rig.Append("one");
        var path = Assert.Single(rig.Disk.Paths);
        var place = rig.Disk.Content(path).Length;
        rig.Append("two");
        rig.Append("three");
        var content = rig.Disk.Content(path).ToArray();
        content[place + FrameHeader.Bytes] ^= 1;
        rig.Disk.SetContent(path, content);
        var failure = rig.TryOpen();
        var message = $"{path} is damaged at byte {place}: the frame after event 1 is broken, and was whole once";
        Assert.Equal(new JournalFailure(JournalFailureKind.Damaged, message), failure);
        Assert.Equal(content, rig.Disk.Content(path));
    }

    [Fact]
    public void A_broken_frame_of_which_nobody_says_that_it_was_on_disk_is_a_torn_tail()
    {
        var rig = new JournalRig { Policy = SyncPolicy.No }.MustOpen();
        rig.Append("one");
        var path = Assert.Single(rig.Disk.Paths);
        var place = rig.Disk.Content(path).Length;
        rig.Append("two");
        rig.Append("three");
        var content = rig.Disk.Content(path).ToArray();
        content[place + FrameHeader.Bytes] ^= 1;
        rig.Disk.SetContent(path, content);
        rig.MustOpen();
        Assert.Equal([(1L, "one")], rig.Replay());
        Assert.Equal(place, rig.Open.Cut?.Offset);
    }

    [Fact]
    public void After_a_stop_in_good_order_a_broken_last_event_is_damage()
    {
        var rig = new JournalRig().MustOpen();
        rig.Append("one");
        Assert.Null(rig.Open.Attest(new FrameOutput(100)));
        var path = Assert.Single(rig.Disk.Paths);
        var content = rig.Disk.Content(path).ToArray();
        content[^(FrameHeader.Bytes + 1)] ^= 1;
        rig.Disk.SetContent(path, content);
        Assert.Equal(JournalFailureKind.Damaged, rig.TryOpen()?.Kind);
        content[^(FrameHeader.Bytes + 1)] ^= 1;
        rig.Disk.SetContent(path, content);
        Assert.Equal(rig.Expected(), rig.MustOpen().Replay());
    }

    [Fact]
    public void A_missing_segment_is_damage() => Seeds.Run(50, random =>
    {
        var rig = Filled(random, 60, SyncPolicy.Always);
        var paths = rig.Disk.Paths.ToList();
        rig.Disk.Remove(paths[random.Next(paths.Count - 1)]);
        var failure = rig.TryOpen() ?? rig.TryReplay().Failure;
        Assert.Equal(JournalFailureKind.Damaged, failure?.Kind);
        Assert.Contains("missing", failure?.Message);
    });

    [Fact]
    public void A_segment_of_another_stream_is_not_touched()
    {
        var rig = Filled(new Random(1), 40);
        var (first, last) = (rig.Disk.Paths.First(), rig.Disk.Paths.Last());
        var foreign = new SegmentHeader("shard-2", 1, 0, 0).ToBytes();
        rig.Disk.SetContent(last, foreign);
        Assert.NotEqual(first, last);
        Assert.Equal(JournalFailureKind.Damaged, rig.TryOpen()?.Kind);
        Assert.Equal(foreign, rig.Disk.Content(last));
    }

    [Fact]
    public void Events_of_one_write_are_there_all_or_none() => Seeds.Run(100, random =>
    {
        var rig = new JournalRig().MustOpen();
        rig.Append("before");
        rig.Append("a", "b", "c");
        var path = Assert.Single(rig.Disk.Paths);
        rig.Disk.SetContent(path, rig.Disk.Content(path)[..^random.Next(1, 3 * FrameHeader.Bytes)]);
        rig.MustOpen();
        Assert.Equal([(1L, "before")], rig.Replay());
    });

    [Fact]
    public void Pruned_events_stay_away_and_their_files_go() => Seeds.Run(100, random =>
    {
        var rig = Filled(random, random.Next(10, 60));
        var before = rig.Disk.BytesUsed;
        Assert.Null(rig.Prune(random.NextInt64(rig.Next)));
        rig.RunBackground();
        Assert.InRange(rig.Disk.BytesUsed, 0, before + FrameHeader.Bytes);
        Assert.Equal(rig.Expected(), rig.Replay());
        rig.MustOpen();
        Assert.Equal(rig.Expected(), rig.Replay());
        Assert.Equal(rig.Next - 1, rig.Open.LastSequence);
    });

    [Fact]
    public void With_all_pruned_little_is_left_and_numbers_go_on()
    {
        var rig = Filled(new Random(1), 100);
        var last = rig.Open.LastSequence;
        Assert.Null(rig.Prune(long.MaxValue));
        rig.RunBackground();
        Assert.Single(rig.Disk.Paths);
        Assert.InRange(rig.Disk.BytesUsed, 0, JournalRig.Limits.PruneRollBytes + FrameHeader.Bytes);
        Assert.Equal(last, rig.MustOpen().Open.LastSequence);
        Assert.Null(rig.Append("next"));
        Assert.Equal([(last + 1, "next")], rig.Replay());
    }

    [Fact]
    public void Files_of_a_prune_that_was_not_finished_are_deleted_at_the_next_start()
    {
        var rig = Filled(new Random(1), 100);
        var paths = rig.Disk.Paths.ToList();
        rig.Prune(long.MaxValue);
        rig.Open.Sync();
        rig.Disk.Remove(paths[1]);
        rig.MustOpen();
        Assert.Null(rig.Open.DropLeftovers());
        Assert.Single(rig.Disk.Paths);
    }

    private static JournalRig Filled(Random random, int requests, SyncPolicy policy = SyncPolicy.EverySecond)
    {
        var rig = new JournalRig { Policy = policy }.MustOpen();
        for (var i = 0; i < requests; i++)
            Assert.Null(rig.Append(JournalRig.Text(random, 120)));
        return rig;
    }
}
