namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="HashListSteps"/>.</summary>
public sealed class SetCommandTests
{
    private const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value|";

    [Theory]
    [InlineData("SADD s a b a", ":2|")]
    [InlineData("SADD s a | SADD s a b", ":1|")]
    [InlineData("SADD s a b | SREM s a x a", ":1|")]
    [InlineData("SADD s a b | SREM s a b | EXISTS s", ":0|")]
    [InlineData("SREM none a", ":0|")]
    [InlineData("SADD s a b | SCARD s", ":2|")]
    [InlineData("SCARD none", ":0|")]
    [InlineData("SADD s a | SISMEMBER s a", ":1|")]
    [InlineData("SADD s 1 | SISMEMBER s 01", ":0|")]
    [InlineData("SISMEMBER none a", ":0|")]
    [InlineData("SADD s a b | SMISMEMBER s b x a", "*3|:1|:0|:1|")]
    [InlineData("SMISMEMBER none a b", "*2|:0|:0|")]
    [InlineData("SADD s 3 1 2 | SMEMBERS s", "*3|$1|1|$1|2|$1|3|")]
    [InlineData("@3 | SADD s 3 1 | SMEMBERS s", "~2|$1|1|$1|3|")]
    [InlineData("SMEMBERS none", "*0|")]
    [InlineData("@3 | SMEMBERS none", "~0|")]
    [InlineData("SADD str a", WrongType)]
    [InlineData("SREM str a", WrongType)]
    [InlineData("SCARD str", WrongType)]
    [InlineData("SISMEMBER str a", WrongType)]
    [InlineData("SMISMEMBER str a", WrongType)]
    [InlineData("SMEMBERS str", WrongType)]
    public void Members_are_added_removed_and_asked_for(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("SADD s a b | SADD t c | SMOVE s t a", ":1|")]
    [InlineData("SADD s a | SMOVE s t a | EXISTS s t", ":1|")]
    [InlineData("SADD s a | SMOVE s t x", ":0|")]
    [InlineData("SADD s a | SMOVE s s a | SMEMBERS s", "*1|$1|a|")]
    [InlineData("SMOVE none str a", ":0|")]
    [InlineData("SADD s a | SMOVE s str x", WrongType)]
    [InlineData("SMOVE str s a", WrongType)]
    public void Members_are_moved(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("SADD s a | SPOP s", "$1|a|")]
    [InlineData("SPOP none", "$-1|")]
    [InlineData("@3 | SPOP none", "_|")]
    [InlineData("SADD s 1 2 | SPOP s 5", "*2|$1|1|$1|2|")]
    [InlineData("@3 | SADD s 1 2 | SPOP s 2", "~2|$1|1|$1|2|")]
    [InlineData("SADD s 1 2 | SPOP s 5 | EXISTS s", ":0|")]
    [InlineData("SADD s 1 | SPOP s 0", "*0|")]
    [InlineData("@3 | SPOP none 3", "~0|")]
    [InlineData("SPOP s -1", "-ERR value is out of range, must be positive|")]
    [InlineData("SPOP s x", "-ERR value is out of range, must be positive|")]
    [InlineData("SPOP s 1 2", "-ERR syntax error|")]
    [InlineData("SPOP str", WrongType)]
    [InlineData("SADD s a | SRANDMEMBER s", "$1|a|")]
    [InlineData("SRANDMEMBER none", "$-1|")]
    [InlineData("SADD s 1 2 | SRANDMEMBER s 5", "*2|$1|1|$1|2|")]
    [InlineData("@3 | SADD s 1 | SRANDMEMBER s -3", "*3|$1|1|$1|1|$1|1|")]
    [InlineData("SRANDMEMBER none 3", "*0|")]
    [InlineData("SRANDMEMBER s x", "-ERR value is not an integer or out of range|")]
    [InlineData("SRANDMEMBER s 1 2", "-ERR syntax error|")]
    [InlineData("SRANDMEMBER s -9223372036854775808",
        "-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807|")]
    [InlineData("SRANDMEMBER str 1", WrongType)]
    public void Members_are_chosen_and_popped(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("SADD s 1 2 3 | SADD t 2 3 4 | SINTER s t", "*2|$1|2|$1|3|")]
    [InlineData("@3 | SADD s 1 2 3 | SADD t 2 3 4 | SDIFF s t", "~1|$1|1|")]
    [InlineData("SADD s 1 2 3 | SADD t 2 3 4 | SUNION s t", "*4|$1|1|$1|2|$1|3|$1|4|")]
    [InlineData("SADD s 1 | SINTER s none", "*0|")]
    [InlineData("@3 | SDIFF none s", "~0|")]
    [InlineData("SINTER none str", WrongType)]
    [InlineData("SUNION s str", WrongType)]
    [InlineData("SADD s 1 2 3 | SADD t 2 3 4 | SINTERCARD 2 s t", ":2|")]
    [InlineData("SADD s 1 2 3 | SADD t 2 3 4 | SINTERCARD 2 s t LIMIT 1", ":1|")]
    [InlineData("SADD s 1 2 3 | SINTERCARD 1 s limit 0", ":3|")]
    [InlineData("SINTERCARD 0 s", "-ERR numkeys should be greater than 0|")]
    [InlineData("SINTERCARD x s", "-ERR numkeys should be greater than 0|")]
    [InlineData("SINTERCARD 2 s", "-ERR Number of keys can't be greater than number of args|")]
    [InlineData("SINTERCARD 1 s LIMIT -1", "-ERR LIMIT can't be negative|")]
    [InlineData("SINTERCARD 1 s LIMIT", "-ERR syntax error|")]
    [InlineData("SADD s 1 2 3 | SADD t 2 3 4 | SINTERSTORE str s t", ":2|")]
    [InlineData("SADD s 1 2 3 | SADD t 2 | SDIFFSTORE s s t | SMEMBERS s", "*2|$1|1|$1|3|")]
    [InlineData("SADD s 1 | SUNIONSTORE str none | EXISTS str", ":0|")]
    [InlineData("SADD s 1 | SINTERSTORE s s str", WrongType)]
    public void Sets_are_combined(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("SADD s 1 2 | SSCAN s 0", "*2|$1|0|*2|$1|1|$1|2|")]
    [InlineData("SADD s 1 2 12 | SSCAN s 17 MATCH 1* COUNT 1", "*2|$1|0|*2|$1|1|$2|12|")]
    [InlineData("SSCAN none 0 COUNT 0", "*2|$1|0|*0|")]
    [InlineData("SSCAN str x", "-ERR invalid cursor|")]
    [InlineData("SSCAN str 0", WrongType)]
    [InlineData("SADD s 1 | SSCAN s 0 COUNT 0", "-ERR syntax error|")]
    [InlineData("SADD s 1 | SSCAN s 0 TYPE set", "-ERR syntax error|")]
    public void Sets_are_scanned(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("SADD s 1 2", "intset")]
    [InlineData("SADD s 1 a", "hashtable")]
    [InlineData("SADD s a 1 | SREM s a", "hashtable")]
    [InlineData("SADD s 1 2 | SADD t a 2 3 | SINTERSTORE s s t", "intset")]
    [InlineData("SADD t a 2 3 4 5 | SADD u 3 | SDIFFSTORE s t u", "hashtable")]
    [InlineData("SADD t a 2 | SADD u a | SDIFFSTORE s t u", "intset")]
    [InlineData("SADD t a 2 3 4 5 6 7 | SADD u a | SDIFFSTORE s t u none none", "intset")]
    [InlineData("SADD t a 2 3 4 5 6 7 | SADD u a | SADD v 2 | SDIFFSTORE s t u v", "hashtable")]
    public void The_form_is_told_as_redis_names_it(string steps, string encoding) =>
        HashListSteps.AssertReply($"${encoding.Length}|{encoding}|", steps + " | OBJECT ENCODING s");

    [Fact]
    public void A_scan_of_a_large_set_gives_every_member_in_small_pages()
    {
        var rig = new Support.ShardRig();
        for (var i = 0; i < 2000; i++)
            rig.Run($"SADD s {i}");
        HashSet<string> members = [];
        var cursor = "0";
        do
        {
            var lines = rig.Run($"SSCAN s {cursor} COUNT 20").Split("\r\n");
            cursor = lines[2];
            Assert.InRange(lines.Length, 1, 2 * 70);
            for (var i = 5; i < lines.Length; i += 2)
                members.Add(lines[i]);
        }
        while (cursor != "0");
        Assert.Equal(2000, members.Count);
    }
}
