using AkkaRedis.Benchmarks.Load;
using CsCheck;

namespace AkkaRedis.Tests.Benchmarks;

public class SendScheduleTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void As_many_requests_are_due_in_a_time_as_the_rate_says() =>
        Gen.Select(Gen.Int[1, 50_000], Gen.Int[1, 64]).Sample((rate, group) =>
        {
            var schedule = new SendSchedule(rate, group, startNs: 5, endNs: 5 + Second);
            var groups = 0;
            for (; schedule.IsDue(5 + Second); groups++)
                schedule.Sent();
            Assert.InRange((long)groups * group, rate, rate + group);
        });

    [Fact]
    public void Times_are_even_and_do_not_depend_on_when_a_group_was_sent()
    {
        var schedule = new SendSchedule(10, groupSize: 1, startNs: 0, endNs: Second);
        Assert.False(schedule.IsDue(-1));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(i * Second / 10, schedule.NextNs);
            Assert.False(schedule.IsOver);
            schedule.Sent();
        }

        Assert.True(schedule.IsOver);
        Assert.False(schedule.IsDue(long.MaxValue));
    }

    [Fact]
    public void Times_wait_in_order_in_a_ring_of_fixed_size()
    {
        var queue = new TimeQueue(3);
        for (var i = 0; i < 10; i++)
        {
            queue.Enqueue(2 * i);
            queue.Enqueue(2 * i + 1);
            Assert.Equal((2, 1), (queue.Count, queue.Free));
            Assert.Equal((2 * i, 2 * i + 1), (queue.Dequeue(), queue.Dequeue()));
        }
    }
}
