using System.Text;
using AkkaRedis.Compat.Differential;
using AkkaRedis.Compat.Harness;
using AkkaRedis.Tests.Rdb;

namespace AkkaRedis.Compat.Rdb;

[Collection(OneShard.Name)]
public sealed class DumpExchangeOnOneShard(OneShardServer server, JudgeServer judge) : DumpExchangeTests(server, judge);

[Collection(FiveShards.Name)]
public sealed class DumpExchangeOnFiveShards(FiveShardServer server, JudgeServer judge) : DumpExchangeTests(server, judge);

/// <summary>Payloads of DUMP go from a redis-server to the target and back, and hold the same value on both.</summary>
public abstract class DumpExchangeTests(SharedServer server, JudgeServer judge) : IClassFixture<JudgeServer>
{
    private const int ValuesPerForm = 60;

    [ToolTheory("redis-server")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Values_are_the_same_on_the_other_server_and_back(int form)
    {
        await using var real = await judge.ConnectAsync();
        await using var ours = await server.ConnectAsync();
        var fill = new RandomFill(new Random(form));
        await SetFormAsync(real, form);
        for (var i = 0; i < ValuesPerForm; i++)
        {
            var request = fill.Value("k");
            await real.CallAsync(["DEL", "k"]);
            Assert.DoesNotContain("-", (await real.CallAsync(request))[..1], StringComparison.Ordinal);
            var content = await KeyspaceWalk.ContentAsync(real, "k");
            await MoveAsync(real, ours, content, request);
            await MoveAsync(ours, real, content, request);
        }

        await SetFormAsync(real, 0);
    }

    [ToolFact("redis-server")]
    public async Task Values_in_the_forms_of_old_servers_are_read_alike()
    {
        await using var real = await judge.ConnectAsync();
        await using var ours = await server.ConnectAsync();
        var longText = new string('l', 300);
        byte[][] payloads =
        [
            Payloads.OfTexts(Payloads.List, 3, "a", "1", longText),
            Payloads.OfZiplists("a", "12", longText, "-129", "5", "70000", "-8388608", "8388608", "5000000000"),
            Payloads.OfBlock(Payloads.ListZiplist, Payloads.Ziplist("a", "13", "-1", "40000", "")),
            Payloads.OfBlock(Payloads.HashZiplist, Payloads.Ziplist("f", "40000", "g", longText)),
            Payloads.OfBlock(Payloads.HashZipmap, Payloads.Zipmap("f", "v", "g", longText, "h", "")),
            Payloads.OfBlock(Payloads.ZSetZiplist, Payloads.Ziplist("m", "2.5", "n", "7")),
        ];
        foreach (var payload in payloads)
        {
            var text = Encoding.Latin1.GetString(payload);
            Assert.Equal("+OK\r\n", await real.CallAsync("RESTORE", "old", "0", text, "REPLACE"));
            Assert.Equal("+OK\r\n", await ours.CallAsync("RESTORE", "old", "0", text, "REPLACE"));
            Assert.Equal(await KeyspaceWalk.ContentAsync(real, "old"), await KeyspaceWalk.ContentAsync(ours, "old"));
        }
    }

    private static async Task MoveAsync(RawConnection from, RawConnection to, string content, string[] request)
    {
        var payload = Reply.Parse(await from.CallAsync("DUMP", "k")).Text;
        Assert.Equal("+OK\r\n", await to.CallAsync("RESTORE", "k", "0", payload, "REPLACE"));
        var moved = await KeyspaceWalk.ContentAsync(to, "k");
        Assert.True(content == moved, $"{string.Join(' ', request.Take(20))} became {moved[..Math.Min(moved.Length, 500)]}");
    }

    private static async Task SetFormAsync(RawConnection real, int form) =>
        Assert.Equal("+OK\r\n", await real.CallAsync(["CONFIG", "SET", "sanitize-dump-payload", "yes", .. RandomFill.Forms[form]]));
}
