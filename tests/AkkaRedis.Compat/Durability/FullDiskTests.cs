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

    /// <summary>After so long without a reply somebody else asks how things are.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(300);

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
        var (acknowledged, waiting) = await WriteUntilRefusedAsync(server);

        await using var other = await server.ConnectAsync();
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
    /// write that may yet be stored. Gives how many writes were acknowledged, and whether the one that waits was.
    /// </summary>
    private static async Task<(int Acknowledged, Task<bool> Waiting)> WriteUntilRefusedAsync(DurableServer server)
    {
        var writer = await server.ConnectAsync();
        for (var i = 0; i < MostWrites; i++)
        {
            var reply = writer.CallAsync("SET", Key(i), Value(i));
            while (await Task.WhenAny(reply, Task.Delay(_patience)) != reply)
            {
                if (await IsRefusedAsync(server))
                    return (i, EndAsync(writer, reply));
            }

            if (await reply == "+OK\r\n")
                continue;
            Assert.StartsWith(Refusal, await reply, StringComparison.Ordinal);
            return (i, EndAsync(writer, reply));
        }

        throw new Xunit.Sdk.XunitException($"{MostWrites} writes of {ValueBytes} bytes found space on a disk of {DiskBytes}");
    }

    /// <summary>Asks with a write that changes nothing, as one that comes before the server knows is kept waiting too.</summary>
    private static async Task<bool> IsRefusedAsync(DurableServer server)
    {
        var other = await server.ConnectAsync();
        var reply = other.CallAsync("DEL", Key(MostWrites));
        var isAnswered = await Task.WhenAny(reply, Task.Delay(_patience)) == reply;
        var refused = EndAsync(other, reply, Refusal);
        return isAnswered && await refused;
    }

    private static async Task<bool> EndAsync(RawConnection connection, Task<string> reply, string expected = "+OK\r\n")
    {
        await using (connection)
            return (await reply).StartsWith(expected, StringComparison.Ordinal);
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
