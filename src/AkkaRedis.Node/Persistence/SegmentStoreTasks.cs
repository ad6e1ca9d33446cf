using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>The requests of a store as tasks. What fails is a <see cref="JournalException"/>.</summary>
public static class SegmentStoreTasks
{
    public static Task AppendAsync(this SegmentStore store, string stream, IReadOnlyList<PendingFrame> frames)
    {
        var done = New<bool>();
        store.Post(stream, new AppendRequest(frames, failure => End(done, true, failure)));
        return done.Task;
    }

    public static Task PruneAsync(this SegmentStore store, string stream, long toSequence)
    {
        var done = New<bool>();
        store.Post(stream, new PruneRequest(toSequence, failure => End(done, true, failure)));
        return done.Task;
    }

    public static Task<StreamSnapshot> DescribeAsync(this SegmentStore store, string stream)
    {
        var done = New<StreamSnapshot>();
        store.Post(stream, new DescribeRequest((snapshot, failure) => End(done, snapshot, failure)));
        return done.Task;
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void End<T>(TaskCompletionSource<T> done, T? value, JournalFailure? failure)
    {
        if (failure is null)
            done.SetResult(value!);
        else
            done.SetException(new JournalException(failure));
    }
}
