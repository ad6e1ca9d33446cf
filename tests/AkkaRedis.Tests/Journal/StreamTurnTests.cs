using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Tests.Journal;

/// <summary>One turn of a stream: what is committed together, what is refused alone.</summary>
public sealed class StreamTurnTests
{
    private readonly List<(int Request, JournalFailureKind? Failure)> _completed = [];

    [Fact]
    public void Requests_that_wait_together_are_one_write_and_one_sync()
    {
        var rig = new JournalRig { Policy = SyncPolicy.Always }.MustOpen();
        rig.Run(Request(1, 1), Request(2, 2), Request(3, 3));
        Assert.Equal([(1, null), (2, null), (3, null)], _completed);
        Assert.Equal((1L, 3L), (rig.Status.Groups, rig.Status.Events));
        Assert.Equal(1, rig.Disk.Syncs);
        Assert.Equal(3, rig.Open.SyncedSequence);
    }

    [Theory]
    [InlineData(SyncPolicy.EverySecond)]
    [InlineData(SyncPolicy.No)]
    public void Without_always_a_write_is_acknowledged_before_it_is_synced(SyncPolicy policy)
    {
        var rig = new JournalRig { Policy = policy }.MustOpen();
        rig.Run(Request(1, 1));
        Assert.Equal([(1, null)], _completed);
        Assert.Equal((0, 0L), (rig.Disk.Syncs, rig.Open.SyncedSequence));
        Assert.Null(rig.Open.Sync());
        Assert.Equal(1, rig.Open.SyncedSequence);
    }

    [Fact]
    public void A_number_that_is_taken_is_refused_and_the_others_are_written()
    {
        var rig = new JournalRig().MustOpen();
        rig.Run(Request(1, 1), Request(2, 1), Request(3, 5), Request(4, 5));
        Assert.Equal([(2, JournalFailureKind.Refused), (4, JournalFailureKind.Refused), (1, null), (3, null)], _completed);
        Assert.Equal([1, 5], rig.Replay().Select(e => e.Sequence));
    }

    [Fact]
    public void A_fault_fails_the_group_alone()
    {
        var rig = new JournalRig().MustOpen();
        rig.Run(Request(1, 1));
        rig.Disk.Fails = what => what == "write";
        rig.Run(Request(2, 2), Request(3, 3));
        rig.Disk.Fails = _ => false;
        rig.Run(Request(4, 2));
        Assert.Equal(
            [(1, null), (2, JournalFailureKind.DiskFailed), (3, JournalFailureKind.DiskFailed), (4, null)], _completed);
        Assert.Equal([1, 2], rig.Replay().Select(e => e.Sequence));
    }

    [Fact]
    public void With_always_a_failed_sync_fails_the_group_and_takes_it_back()
    {
        var rig = new JournalRig { Policy = SyncPolicy.Always }.MustOpen();
        rig.Run(Request(1, 1));
        rig.Disk.Fails = what => what == "sync";
        rig.Run(Request(2, 2));
        Assert.Equal(1, rig.Open.LastSequence);
        rig.Disk.Fails = _ => false;
        rig.Run(Request(3, 2));
        Assert.Equal([(1, null), (2, JournalFailureKind.DiskFailed), (3, null)], _completed);
        Assert.Equal([1, 2], rig.MustOpen().Replay().Select(e => e.Sequence));
    }

    [Fact]
    public void A_description_has_all_that_was_asked_before_and_nothing_after()
    {
        var rig = new JournalRig().MustOpen();
        StreamSnapshot? snapshot = null;
        rig.Run(Request(1, 1), new DescribeRequest((s, _) => snapshot = s), Request(2, 2));
        Assert.Equal(1, snapshot?.LastSequence);
        using var replay = new StreamReplay(rig.Disk, snapshot!, 0, long.MaxValue, JournalRig.Limits);
        Assert.True(replay.MoveNext());
        Assert.False(replay.MoveNext());
        Assert.Null(replay.Failure);
    }

    [Fact]
    public void The_policy_may_change_between_turns()
    {
        var rig = new JournalRig { Policy = SyncPolicy.No }.MustOpen();
        rig.Run(Request(1, 1));
        rig.Policy = SyncPolicy.Always;
        rig.Run(Request(2, 2));
        Assert.Equal(2, rig.Open.SyncedSequence);
    }

    private AppendRequest Request(int number, long sequence) =>
        JournalRig.Request(sequence, [$"event {sequence}"], f => _completed.Add((number, f?.Kind)));
}
