using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Snapshots;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Snapshots;

/// <summary>
/// A machine that stops at any step of writing, naming and deleting: the newest complete snapshot, or a newer one, is there and
/// whole, and nothing is taken for one that is not.
/// </summary>
public sealed class SnapshotCrashTests
{
    [Fact]
    public void The_newest_complete_snapshot_outlives_every_crash() => Seeds.Run(1000, random =>
    {
        var rig = new SnapshotRig();
        var written = new Dictionary<long, List<string>>();
        var offset = 0L;
        var acknowledged = -1L;
        for (var life = 0; life < 5; life++)
        {
            var stepsLeft = random.Next(1, 60);
            rig.Disk.Fails = _ => stepsLeft-- <= 0;
            while (stepsLeft > 0)
            {
                offset += random.Next(1, 100);
                written[offset] = SnapshotRig.RandomKeys(random, random.Next(6));
                if (rig.Write(offset, written[offset]) is not null)
                    continue;
                acknowledged = offset;
                _ = rig.Folder.DeleteBefore(offset);
            }

            rig.Disk.Fails = _ => false;
            rig.Disk.Crash(random);
            AssertRecovers(rig, acknowledged, written);
        }
    });

    [Fact]
    public void A_snapshot_that_was_found_outlives_every_crash() => Seeds.Run(100, random =>
    {
        var rig = new SnapshotRig();
        Assert.Null(rig.Write(1, ["old=1"]));
        var folderSyncs = 0;
        rig.Disk.Fails = what => what == "sync folder" && ++folderSyncs > 2;
        Assert.NotNull(rig.Write(2, ["new=1"]));
        rig.Disk.Fails = _ => false;
        Assert.Equal(2, rig.Survey().Newest!.LogOffset);
        rig.Disk.Crash(random);
        Assert.Equal(2, rig.Survey().Newest!.LogOffset);
    });

    [Fact]
    public void A_failing_disk_leaves_older_snapshots_and_heals() => Seeds.Run(300, random =>
    {
        var rig = new SnapshotRig();
        List<string> old = ["old=1"], @new = SnapshotRig.RandomKeys(random, 5);
        Assert.Null(rig.Write(1, old));
        var failing = random.Next(20);
        rig.Disk.Fails = _ => failing-- == 0;
        var fault = rig.Write(2, @new);
        rig.Disk.Fails = _ => false;
        var newest = rig.Survey().Newest!;
        Assert.Equal(fault is null || newest.LogOffset == 2 ? @new : old, rig.Read(newest).Keys);
        Assert.Null(rig.Write(3, @new));
        Assert.Null(rig.Folder.DeleteBefore(3));
        Assert.Equal(["snapshots/shard-3/0000000000000003.snap"], rig.Disk.Paths);
    });

    [Fact]
    public void A_full_disk_says_so_and_has_its_space_back()
    {
        var rig = new SnapshotRig();
        Assert.Null(rig.Write(1, ["old=1"]));
        var used = rig.Disk.BytesUsed;
        rig.Disk.Capacity = used + 100;
        Assert.Equal(DiskFaultKind.Full, rig.Write(2, ["a=" + new string('x', 20), "b=" + new string('y', 20)])?.Kind);
        Assert.Equal(used, rig.Disk.BytesUsed);
        Assert.Equal(1, rig.Survey().Newest!.LogOffset);
    }

    [Fact]
    public void An_older_one_is_not_taken_silently_for_a_newer_that_is_broken()
    {
        var rig = new SnapshotRig();
        Assert.Null(rig.Write(5, ["old=1"]));
        Assert.Null(rig.Write(9, ["new=1"]));
        Assert.Null(rig.Survey().Missed);
        rig.Disk.SetContent("snapshots/shard-3/0000000000000009.snap", [1, 2, 3]);
        var survey = rig.Survey();
        Assert.Equal(5, survey.Newest!.LogOffset);
        Assert.Equal(9, survey.Missed!.LogOffset);
        Assert.Null(rig.Write(12, ["newest=1"]));
        Assert.Null(rig.Survey().Missed);
    }

    [Fact]
    public void What_was_not_finished_is_a_leftover_until_the_next_is_complete()
    {
        var rig = new SnapshotRig();
        rig.Disk.SetContent("snapshots/shard-3/0000000000000006.part", [1]);
        rig.Disk.SetContent("snapshots/shard-3/notes.txt", [1]);
        Assert.Equal(["snapshots/shard-3/0000000000000006.part"], rig.Survey().Leftovers);
        Assert.Null(rig.Survey().Newest);
        Assert.Null(rig.Write(5, ["a=1"]));
        Assert.Null(rig.Folder.DeleteBefore(5));
        Assert.Equal(["snapshots/shard-3/0000000000000005.snap", "snapshots/shard-3/notes.txt"], rig.Disk.Paths);
    }

    private static void AssertRecovers(SnapshotRig rig, long acknowledged, Dictionary<long, List<string>> written)
    {
        var survey = rig.Survey();
        Assert.Null(survey.Missed);
        Assert.InRange(survey.Newest?.LogOffset ?? -1, acknowledged, long.MaxValue);
        if (survey.Newest is not { } newest)
            return;
        Assert.Equal(written[newest.LogOffset], rig.MustRead(newest));
    }
}
