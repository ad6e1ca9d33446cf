using System.Globalization;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Routing;

/// <summary>SCAN over several shards: a walk sees every key, and no single call does the work of the whole walk.</summary>
public sealed class ScanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void A_walk_sees_every_key_that_is_there_all_the_time(int shards) => Seeds.Run(20, random =>
    {
        using var node = new RigNode(shards, random);
        using var client = node.Connect();
        var keys = Enumerable.Range(0, random.Next(200)).Select(i => $"key:{i}").ToHashSet();
        client.Ask(string.Concat(keys.Select(k => RespText.Request("SET", k, "v"))));
        var seen = new HashSet<string>();
        for (var cursor = "0"; ;)
        {
            client.Ask(RespText.Request("SET", $"other:{random.Next(100)}", "v") + RespText.Request("DEL", $"other:{random.Next(100)}"));
            (cursor, var page) = Page(client, cursor, "COUNT", random.Next(1, 50).ToString(CultureInfo.InvariantCulture));
            seen.UnionWith(page);
            if (cursor == "0")
                break;
        }

        Assert.Superset(keys, seen);
        Assert.All(seen.Except(keys), k => Assert.StartsWith("other:", k));
    });

    [Fact]
    public void Shards_without_keys_are_walked_past_in_one_call()
    {
        using var node = new RigNode(16, new Random(1));
        using var client = node.Connect();
        Assert.Empty(Page(client, "0").Keys);
        client.Ask(RespText.Request("SET", "k", "v"));
        Assert.Equal(["k"], Page(client, "0").Keys);
    }

    [Fact]
    public void A_page_on_which_nothing_fits_is_answered_and_not_searched_on()
    {
        using var node = new RigNode(3, new Random(1));
        using var client = node.Connect();
        client.Ask(string.Concat(Enumerable.Range(0, 3000).Select(i => RespText.Request("SET", $"key:{i}", "v"))));
        var told = node.Shards.Told;
        Page(client, "0", "MATCH", "nothing", "COUNT", "1");
        Assert.InRange(node.Shards.Told - told, 1, 4);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("99999999999999999999")]
    public void What_is_no_cursor_is_refused(string cursor)
    {
        using var node = new RigNode(3, new Random(1));
        using var client = node.Connect();
        Assert.Equal("-ERR invalid cursor\r\n", client.Ask(RespText.Request("SCAN", cursor)));
    }

    [Fact]
    public void Random_keys_come_from_every_shard()
    {
        using var node = new RigNode(3, new Random(1));
        using var client = node.Connect();
        client.Ask(RespText.Request("MSET", "a", "1") + RespText.Request("MSET", "b", "1") + RespText.Request("SET", "c", "1"));
        var drawn = RespText.Replies(client.Ask(string.Concat(Enumerable.Repeat(RespText.Request("RANDOMKEY"), 100))));
        Assert.Equal(["$1\r\na\r\n", "$1\r\nb\r\n", "$1\r\nc\r\n"], drawn.Distinct().Order());
    }

    private static (string Cursor, List<string> Keys) Page(RigConnection client, string cursor, params string[] options)
    {
        var parts = RespText.Elements(client.Ask(RespText.Request(["SCAN", cursor, .. options])));
        return (RespText.Content(parts[0]), RespText.Elements(parts[1]).ConvertAll(RespText.Content));
    }
}
