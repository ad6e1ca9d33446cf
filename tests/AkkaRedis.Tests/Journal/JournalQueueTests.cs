using AkkaRedis.Shard.Journal;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Journal;

/// <summary>Who is served when: streams in turns, requests of a stream in order, and no more in memory than may be.</summary>
public sealed class JournalQueueTests
{
    private static readonly JournalLimits Limits = new() { QueueBytes = 1000, TurnBytes = 200 };

    private readonly JournalQueue _queue = new(Limits);

    [Fact]
    public void What_comes_while_a_stream_is_taken_is_its_next_group()
    {
        var stream = new QueuedStream("a");
        Post(stream, 1);
        var first = Take(out var requests);
        Post(stream, 2);
        Post(stream, 3);
        Assert.Equal((stream, 1), (first, requests.Count));
        Assert.Null(Take(out _));
        _queue.Return(stream);
        Assert.Equal(stream, Take(out requests));
        Assert.Equal([2, 3], requests.Select(SequenceOf));
    }

    [Fact]
    public void Streams_have_their_turns_one_after_the_other()
    {
        var (a, b) = (new QueuedStream("a"), new QueuedStream("b"));
        for (var i = 1; i <= 10; i++)
            Post(a, i);
        Post(b, 1);
        Assert.Equal(a, Take(out var requests));
        Assert.InRange(requests.Count, 1, 9);
        _queue.Return(a);
        Assert.Equal(b, Take(out _));
        Assert.Equal(a, Take(out var rest));
        Assert.Equal(requests.Count + 1, SequenceOf(rest[0]));
    }

    [Fact]
    public void More_than_may_wait_is_refused_until_something_was_done()
    {
        var stream = new QueuedStream("a");
        var posted = 0;
        while (_queue.Post(stream, Request(posted + 1)) is not { } failure)
            posted++;
        Assert.Equal(JournalFailure.QueueFull, _queue.Post(stream, Request(posted + 1)));
        Assert.InRange(_queue.Bytes, 900, 1000);
        Take(out _);
        Assert.Equal(JournalFailure.QueueFull, _queue.Post(stream, Request(posted + 1)));
        _queue.Return(stream);
        Assert.Null(_queue.Post(stream, Request(posted + 1)));
    }

    [Fact]
    public void A_single_request_of_any_size_is_taken_in() =>
        Assert.Null(_queue.Post(new QueuedStream("a"), JournalRig.Request(1, [new string('x', 5000)], _ => { })));

    [Fact]
    public void Closed_it_takes_in_nothing_and_is_drained_when_all_was_returned()
    {
        var stream = new QueuedStream("a");
        Post(stream, 1);
        _queue.Close();
        Assert.Equal(JournalFailure.Closed, _queue.Post(stream, Request(2)));
        Assert.False(_queue.IsDrained);
        Take(out _);
        Assert.False(_queue.IsDrained);
        _queue.Return(stream);
        Assert.True(_queue.IsDrained);
    }

    [Fact]
    public void Every_request_is_handed_out_once_and_in_order_of_its_stream() => Seeds.Run(50, random =>
    {
        var queue = new JournalQueue(Limits);
        var streams = Enumerable.Range(0, 5).Select(n => new QueuedStream($"{n}")).ToList();
        var posted = new long[5];
        var done = new long[5];
        var taken = new List<QueuedStream>();
        for (var i = 0; i < 500; i++)
        {
            var n = random.Next(5);
            if (random.Next(2) == 0 && queue.Post(streams[n], Request(posted[n] + 1)) is null)
                posted[n]++;
            var requests = new List<JournalRequest>();
            if (random.Next(3) == 0 && queue.TryTake(requests) is { } stream)
            {
                Assert.DoesNotContain(stream, taken);
                taken.Add(stream);
                foreach (var request in requests)
                    Assert.Equal(++done[streams.IndexOf(stream)], SequenceOf(request));
            }

            if (taken.Count > 0 && random.Next(3) == 0)
            {
                queue.Return(taken[0]);
                taken.RemoveAt(0);
            }
        }

        foreach (var stream in taken)
            queue.Return(stream);
        while (queue.TryTake([]) is { } stream)
            queue.Return(stream);
        Assert.Equal(0, queue.Bytes);
    });

    private static AppendRequest Request(long sequence) => JournalRig.Request(sequence, ["payload"], _ => { });

    private static long SequenceOf(JournalRequest request) => ((AppendRequest)request).LastSequence;

    private void Post(QueuedStream stream, long sequence) => Assert.Null(_queue.Post(stream, Request(sequence)));

    private QueuedStream? Take(out List<JournalRequest> requests)
    {
        requests = [];
        return _queue.TryTake(requests);
    }
}
