using AkkaRedis.Shard.Journal;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Journal;

/// <summary>What is left after the machine stopped at any moment: all that was synced, and of the rest a first part.</summary>
public sealed class StreamCrashTests
{
    [Fact]
    public void All_that_was_synced_is_there_and_the_rest_is_a_prefix() => Seeds.Run(1300, random =>
    {
        var rig = new JournalRig().MustOpen();
        for (var life = 0; life < 6; life++)
        {
            rig.Policy = (SyncPolicy)random.Next(3);
            var synced = Live(rig, random, random.Next(1, 60));
            rig.Crash(random);
            Assert.Null(rig.TryOpen());
            var last = rig.Open.LastSequence;
            Assert.InRange(last, synced, rig.Twin.Count == 0 ? 0 : rig.Twin.Keys.Last());
            rig.ForgetAfter(last);
            AssertReplays(rig);
        }
    });

    [Fact]
    public void With_always_every_acknowledged_event_is_there() => Seeds.Run(100, random =>
    {
        var rig = new JournalRig { Policy = SyncPolicy.Always }.MustOpen();
        for (var i = random.Next(40); i >= 0; i--)
            Assert.Null(rig.Append(Payloads(random)));
        rig.Crash(random);
        rig.MustOpen();
        Assert.Equal(rig.Expected(), rig.Replay());
    });

    [Fact]
    public void A_failing_disk_costs_nothing_that_was_acknowledged_and_heals() => Seeds.Run(500, random =>
    {
        var rig = new JournalRig { Policy = SyncPolicy.Always }.MustOpen();
        for (var i = 0; i < 40; i++)
        {
            var isBad = random.Next(3) == 0;
            rig.Disk.Fails = _ => isBad && random.Next(3) == 0;
            rig.Append(Payloads(random));
            if (random.Next(10) == 0)
                rig.Prune(random.NextInt64(rig.Open.LastSequence + 1));
            rig.RunBackground();
        }

        rig.Disk.Fails = _ => false;
        Assert.Null(rig.Append("healed"));
        AssertReplays(rig);
        rig.Crash(random);
        rig.MustOpen();
        AssertReplays(rig);
    });

    /// <summary>The system takes what the sync did not write for written; the next process cannot know.</summary>
    [Fact]
    public void A_sync_that_failed_before_the_process_ended_costs_nothing_later() => Seeds.Run(100, random =>
    {
        var rig = new JournalRig { Policy = SyncPolicy.EverySecond }.MustOpen();
        for (var i = random.Next(1, 40); i >= 0; i--)
            Assert.Null(rig.Append(Payloads(random)));
        rig.Disk.SyncLoss = random;
        rig.Disk.Fails = what => what == "sync";
        Assert.NotNull(rig.Open.Sync());
        rig.Disk.Fails = _ => false;
        rig.MustOpen();
        rig.Crash(random);
        rig.MustOpen();
        AssertReplays(rig);
    });

    [Fact]
    public void A_note_of_pruning_holds_when_the_segment_behind_it_was_not_finished()
    {
        var rig = new JournalRig().MustOpen();
        for (var i = 0; i < 14; i++)
            Assert.Null(rig.Append(new string('a', 100)));
        rig.Disk.Fails = what => what == "open";
        Assert.Null(rig.Prune(14));
        rig.Disk.Fails = _ => false;
        rig.RunBackground();
        Assert.Null(rig.Append("behind"));
        Assert.Equal(["shard-1/0000000000000000008.segment", "shard-1/0000000000000000015.segment"], rig.Disk.Paths);
        rig.Disk.SetContent("shard-1/0000000000000000015.segment", []);
        rig.MustOpen();
        Assert.Equal(14, rig.Open.LastSequence);
        Assert.Empty(rig.Replay());
    }

    [Fact]
    public void A_full_disk_refuses_cuts_back_and_heals() => Seeds.Run(200, random =>
    {
        var rig = new JournalRig { Policy = (SyncPolicy)random.Next(3) }.MustOpen();
        rig.Disk.Capacity = random.Next(200, 6000);
        JournalFailure? failure = null;
        for (var i = 0; i < 300 && failure is null; i++)
            failure = rig.Append(Payloads(random));
        Assert.Equal(JournalFailureKind.DiskFull, failure?.Kind);
        Assert.Equal(JournalFailureKind.DiskFull, rig.Status.Failure?.Kind);
        AssertReplays(rig);
        rig.Disk.Capacity = long.MaxValue;
        Assert.Null(rig.Append("there is space again"));
        Assert.Null(rig.Status.Failure);
        AssertReplays(rig);
        rig.MustOpen();
        AssertReplays(rig);
    });

    [Fact]
    public void After_a_failed_sync_what_it_was_to_sync_is_written_once_more()
    {
        var rig = new JournalRig { Policy = SyncPolicy.No }.MustOpen();
        rig.Append("one");
        rig.Disk.Fails = what => what == "sync";
        Assert.NotNull(rig.Open.Sync());
        Assert.Equal(0, rig.Open.SyncedSequence);
        var writes = 0;
        rig.Disk.Fails = what => what == "write" && writes++ < 0;
        Assert.Null(rig.Open.Sync());
        Assert.Equal((1, 1L), (writes, rig.Open.SyncedSequence));
    }

    /// <summary>Writes, prunes and syncs at random; the last number that was on disk for certain.</summary>
    private static long Live(JournalRig rig, Random random, int steps)
    {
        var synced = rig.Open.LastSequence;
        for (var i = 0; i < steps; i++)
        {
            switch (random.Next(12))
            {
                case 0:
                    Assert.Null(rig.Open.Sync(sealedOnly: random.Next(2) == 0));
                    break;
                case 1:
                    Assert.Null(rig.Prune(random.NextInt64(rig.Open.LastSequence + 1)));
                    break;
                case 2:
                    rig.RunBackground();
                    break;
                default:
                    Assert.Null(rig.Append(Payloads(random)));
                    break;
            }

            synced = Math.Max(synced, rig.Policy == SyncPolicy.Always ? rig.Open.LastSequence : rig.Open.SyncedSequence);
        }

        return synced;
    }

    private static string[] Payloads(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(2, 4) : 1)
            .Select(_ => JournalRig.Text(random, random.Next(20) == 0 ? 700 : 60)),
    ];

    /// <summary>A prune that was not synced may be undone by a crash, or not: what is replayed begins where it says.</summary>
    private static void AssertReplays(JournalRig rig)
    {
        var pruned = rig.Open.Describe().PrunedSequence;
        Assert.InRange(pruned, 0, Math.Max(rig.Pruned, 0));
        Assert.Equal(from e in rig.Twin where e.Key > pruned select (e.Key, e.Value), rig.Replay());
    }
}
