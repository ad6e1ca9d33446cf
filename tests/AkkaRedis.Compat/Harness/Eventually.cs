using System.Diagnostics;

namespace AkkaRedis.Compat.Harness;

/// <summary>For what a server shows only when asked: asks again until the answer is right, and fails with the last one.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task EqualAsync<T>(T expected, Func<Task<T>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var actual = await ask();
            if (EqualityComparer<T>.Default.Equals(expected, actual))
                return;
            if (Stopwatch.GetElapsedTime(started) > Limit)
                Assert.Equal(expected, actual);
            await Task.Delay(Pause);
        }
    }
}
