using AkkaRedis.Compat.Harness;
using AkkaRedis.Tests.Journal;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// A disk that fills up: writes are refused with what is wrong, reads are served, and when there is space again so are writes;
/// whatever was acknowledged is there after a kill, and what was refused is not.
/// </summary>
[Collection(OwnProcesses.Name)]
public sealed class FullDiskTests
{
    private const int DiskBytes = 24 << 20;
    private const int BallastBytes = 8 << 20;
    private const int MostWrites = 2 * DiskBytes / ValueBytes;
    private const int ValueBytes = 10_000;
    private const string Refusal = "-MISCONF Errors writing to the AOF file: ";

    [MountNodeTheory]
    [InlineData("always", 1)]
    [InlineData("everysec", 1)]
    [InlineData("always", 2)]
    public async Task A_full_disk_refuses_writes_serves_reads_and_heals(string fsync, int shards)
    {
        using var mount = SmallMount.TryMake(DiskBytes)!;
        var ballast = Path.Combine(mount.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[BallastBytes]);
        await using var server = new DurableServer(new DurableOptions(
            Path.Combine(mount.Path, "data"), shards, fsync, "akka.persistence.journal.segments.segment-size = 1mb"));
        await server.StartAsync();
        await using var other = await server.ConnectAsync();

        var (acknowledged, waiting) = await WriteUntilRefusedAsync(server, other);
        Assert.Equal(RawConnection.Bulk(Value(0)), await other.CallAsync("GET", Key(0)));
        Assert.StartsWith(Refusal, await other.CallAsync("SET", "{refused}", "x"), StringComparison.Ordinal);
        Assert.Equal("$-1\r\n", await other.CallAsync("GET", "{refused}"));

        File.Delete(ballast);
        await Eventually.EqualAsync("+OK\r\n", () => other.CallAsync("SET", Key(MostWrites), "healed"));
        if (await waiting)
            acknowledged++;
        await AssertKeptAsync(server, acknowledged);
    }

    /// <summary>
    /// Writes until somebody is told that the disk is full: the writer itself, or another client while the writer waits for a
    /// write that may yet be stored. Gives how many writes were acknowledged, and whether the last one will be.
    /// </summary>
    private static async Task<(int Acknowledged, Task<bool> Waiting)> WriteUntilRefusedAsync(DurableServer server, RawConnection other)
    {
        var writer = await server.ConnectAsync();
        for (var i = 0; i < MostWrites; i++)
        {
            var reply = writer.CallAsync("SET", Key(i), Value(i));
            while (await Task.WhenAny(reply, Task.Delay(TimeSpan.FromMilliseconds(300))) != reply)
            {
                if ((await other.CallAsync("SET", Key(i), Value(i))).StartsWith(Refusal, StringComparison.Ordinal))
                    return (i, EndAsync(writer, reply));
            }

            if (await reply != "+OK\r\n")
            {
                Assert.StartsWith(Refusal, await reply, StringComparison.Ordinal);
                return (i, EndAsync(writer, reply));
            }
        }

        throw new Xunit.Sdk.XunitException($"{MostWrites} writes of {ValueBytes} bytes found space on a disk of {DiskBytes}");
    }

    private static async Task<bool> EndAsync(RawConnection writer, Task<string> reply)
    {
        await using (writer)
            return await reply == "+OK\r\n";
    }

    private static async Task AssertKeptAsync(DurableServer server, int acknowledged)
    {
        await server.CrashAsync(TimeProvider.System);
        await server.StartAsync();
        await using var connection = await server.ConnectAsync();
        for (var i = 0; i < acknowledged; i++)
            Assert.Equal(RawConnection.Bulk(Value(i)), await connection.CallAsync("GET", Key(i)));
        Assert.Equal(RawConnection.Bulk("healed"), await connection.CallAsync("GET", Key(MostWrites)));
        Assert.Equal("$-1\r\n", await connection.CallAsync("GET", "{refused}"));
    }

    /// <summary>All in one shard, which is then the one whose disk is full.</summary>
    private static string Key(int number) => $"{{refused}}:{number}";

    private static string Value(int number) => $"{number}:".PadRight(ValueBytes, (char)('a' + (number % 26)));

    /// <summary>Needs a file system of its own; left out, and said so, where none can be mounted.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class MountNodeTheoryAttribute : TheoryAttribute
    {
        public MountNodeTheoryAttribute() => Skip = Tools.ReasonNotNode ?? new MountFactAttribute().Skip;
    }
}
