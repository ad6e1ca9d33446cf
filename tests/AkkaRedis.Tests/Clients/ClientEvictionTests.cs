using AkkaRedis.Node.Clients;
using AkkaRedis.Tests.NodeCommands;

namespace AkkaRedis.Tests.Clients;

/// <summary>Which clients are closed when all hold too much.</summary>
public class ClientEvictionTests
{
    private const int KB = 1024;

    private readonly NodeRig _rig = new();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1_000_000_000, 0)]
    [InlineData(1, 0, 128 * KB)]
    [InlineData(1_000_000, 0, 1_000_000)]
    [InlineData(-5, 0, 0)]
    [InlineData(-5, 100_000_000, 5_000_000)]
    [InlineData(-5, 1000, 128 * KB)]
    public void The_limit_is_a_size_or_a_percentage_and_never_tiny(long setting, long maxMemoryBytes, long limitBytes) =>
        Assert.Equal(limitBytes, ClientEviction.LimitOf(setting, maxMemoryBytes));

    [Theory]
    [InlineData("100 200 300", 1000, "")]
    [InlineData("100 200 300", 601, "")]
    [InlineData("100 200 300", 600, "4")]
    [InlineData("100 200 300", 300, "4 3")]
    [InlineData("100 300e 200", 600, "4")]
    [InlineData("100e 200e 300e", 10, "")]
    public void The_biggest_that_are_not_protected_are_closed(string sizes, long limitBytes, string chosen)
    {
        foreach (var size in sizes.Split(' '))
        {
            var session = _rig.Connect("10.0.0.1", 1).Session;
            session.NoEvict = size.EndsWith('e');
            session.OutputBytes = int.Parse(size.TrimEnd('e'), System.Globalization.CultureInfo.InvariantCulture);
        }

        Assert.Equal(chosen, string.Join(' ', ClientEviction.Choose(_rig.Node.Clients.All, limitBytes).Select(c => c.Session.Id)));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1mb", "1048576")]
    [InlineData("5%", "5%")]
    [InlineData("100%", "100%")]
    public void The_setting_is_shown_as_redis_server_shows_it(string set, string shown)
    {
        Assert.Equal("+OK\r\n", _rig.Run($"CONFIG SET maxmemory-clients {set}"));
        Assert.EndsWith($"\r\n{shown}\r\n", _rig.Run("CONFIG GET maxmemory-clients"));
    }

    [Theory]
    [InlineData("200%", "percentage argument must be less or equal to 100")]
    [InlineData("x", "argument must be a memory or percent value")]
    [InlineData("5x%", "argument must be a memory or percent value")]
    public void Bad_settings_are_refused(string set, string reason) => Assert.Equal(
        $"-ERR CONFIG SET failed (possibly related to argument 'maxmemory-clients') - {reason}\r\n",
        _rig.Run($"CONFIG SET maxmemory-clients {set}"));
}
