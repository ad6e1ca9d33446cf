using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Tests.Journal;

/// <summary>What is told about syncs that hang and about failures.</summary>
public sealed class JournalStatusTests
{
    private static readonly DiskFault _fault = new(DiskFaultKind.Failed, "a", "sync: input/output error");

    private readonly JournalStatus _status = new();

    [Fact]
    public void A_sync_that_hangs_is_seen_while_it_does()
    {
        Assert.Equal(0, _status.SyncRunningMs(1000));
        _status.SyncBegins(1000);
        Assert.Equal(4000, _status.SyncRunningMs(5000));
        _status.SyncEnds(5000);
        Assert.Equal(0, _status.SyncRunningMs(6000));
        Assert.Equal((1L, 1L, 4000L), (_status.Syncs, _status.Stalls, _status.LongestSyncMs));
    }

    [Fact]
    public void A_short_sync_is_no_stall()
    {
        _status.SyncBegins(0);
        _status.SyncEnds(JournalStatus.StallMs);
        Assert.Equal((1L, 0L), (_status.Syncs, _status.Stalls));
    }

    [Fact]
    public void A_failed_sync_is_told_until_one_succeeds_whatever_is_written()
    {
        _status.NoteSync(_fault);
        _status.Committed([], null);
        _status.NoteFault(null);
        Assert.Equal(JournalFailure.Of(_fault), _status.Failure);
        _status.NoteSync(null);
        Assert.Null(_status.Failure);
    }
}
