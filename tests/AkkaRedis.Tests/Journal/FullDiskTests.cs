using System.Text;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Tests.Journal;

/// <summary>
/// A real file system that fills up: refusals that say so, nothing acknowledged lost, and work again when there is space.
/// </summary>
public sealed class FullDiskTests
{
    [MountFact]
    public async Task A_full_file_system_refuses_and_heals()
    {
        using var mount = SmallMount.TryMake(1 << 20)!;
        var ballast = Path.Combine(mount.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[512 << 10]);
        long last;
        using (var store = Open(mount.Path))
        {
            (last, var failure) = await FillAsync(store);
            Assert.Equal(JournalFailureKind.DiskFull, failure.Kind);
            Assert.Equal(failure, store.Status.Failure);
            File.Delete(ballast);
            await store.AppendAsync("a", [Frame(last + 1)]);
            Assert.Null(store.Status.Failure);
        }

        using var again = Open(mount.Path);
        Assert.Equal(Enumerable.Range(1, (int)last + 1), await ReadAsync(again));
    }

    private static SegmentStore Open(string path) => SegmentStore.Open(
        new SegmentStoreSettings
        {
            Directory = Path.Combine(path, "journal"),
            Policy = SyncPolicy.Always,
            Limits = new JournalLimits { SegmentBytes = 64 << 10, ReserveBytes = 16 << 10 },
        },
        TimeProvider.System);

    private static async Task<(long Last, JournalFailure Failure)> FillAsync(SegmentStore store)
    {
        for (var sequence = 1L; ; sequence++)
        {
            try
            {
                await store.AppendAsync("a", [Frame(sequence)]);
            }
            catch (JournalException e)
            {
                return (sequence - 1, e.Failure);
            }
        }
    }

    private static async Task<List<int>> ReadAsync(SegmentStore store)
    {
        using var replay = new StreamReplay(store.Disk, await store.DescribeAsync("a"), 0, long.MaxValue, store.Limits);
        var numbers = new List<int>();
        while (replay.MoveNext())
            numbers.Add(int.Parse(Encoding.UTF8.GetString(replay.Payload).Trim()));
        Assert.Null(replay.Failure);
        return numbers;
    }

    private static PendingFrame Frame(long sequence) => new(
        new FrameHeader { Kind = FrameKind.Group, Sequence = sequence }, Encoding.UTF8.GetBytes($"{sequence}".PadRight(3000)));
}
