namespace AkkaRedis.Tests.Commands;

/// <summary>
/// Blocking commands on sorted sets where they need not or may not wait: replies of redis-server 7.0.15 to the same steps, those
/// that find nothing as in a transaction; see <see cref="HashListSteps"/>.
/// </summary>
public sealed class BlockingSortedSetCommandTests
{
    private const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value|";
    private const string NoFloat = "-ERR timeout is not a float or out of range|";
    private const string Negative = "-ERR timeout is negative|";

    [Theory]
    [InlineData("ZADD z 1 a 2 b 3 c | BZPOPMIN k z 0", "*3|$1|z|$1|a|$1|1|")]
    [InlineData("ZADD z 1 a 2 b 3.5 c | BZPOPMAX k z 0", "*3|$1|z|$1|c|$3|3.5|")]
    [InlineData("@3 | ZADD z 1 a | BZPOPMIN z 0", "*3|$1|z|$1|a|,1|")]
    [InlineData("ZADD z 1 a | BZPOPMIN z 0 | EXISTS z", ":0|")]
    [InlineData("ZADD z 1 a | BZPOPMAX z z 1.5", "*3|$1|z|$1|a|$1|1|")]
    [InlineData("BZPOPMIN k 0", "*-1|")]
    [InlineData("@3 | BZPOPMAX k 0", "_|")]
    [InlineData("BZPOPMIN k abc", NoFloat)]
    [InlineData("BZPOPMIN k -1", Negative)]
    [InlineData("BZPOPMAX k inf", Negative)]
    [InlineData("BZPOPMIN str 0", WrongType)]
    [InlineData("BZPOPMIN k str 0", WrongType)]
    [InlineData("ZADD z 1 a | BZPOPMIN z str 0", "*3|$1|z|$1|a|$1|1|")]
    [InlineData("BZPOPMAX str x", NoFloat)]
    public void Pops(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("ZADD z 1 a 2 b | BZMPOP 0 2 k z MIN COUNT 5", "*2|$1|z|*2|*2|$1|a|$1|1|*2|$1|b|$1|2|")]
    [InlineData("ZADD z 1 a 2 b | BZMPOP 0 1 z max", "*2|$1|z|*1|*2|$1|b|$1|2|")]
    [InlineData("@3 | ZADD z 1 a 2 b | BZMPOP 0 1 z MAX", "*2|$1|z|*1|*2|$1|b|,2|")]
    [InlineData("BZMPOP 0 1 k MIN", "*-1|")]
    [InlineData("@3 | BZMPOP 0 1 k MIN", "_|")]
    [InlineData("BZMPOP abc 1 k MIN", NoFloat)]
    [InlineData("BZMPOP -1 1 k MIN", Negative)]
    [InlineData("BZMPOP x 1 k X", "-ERR syntax error|")]
    [InlineData("BZMPOP 0 0 k MIN", "-ERR numkeys should be greater than 0|")]
    [InlineData("BZMPOP 0 x k MIN", "-ERR numkeys should be greater than 0|")]
    [InlineData("BZMPOP 0 1 k MIN COUNT 0", "-ERR count should be greater than 0|")]
    [InlineData("BZMPOP 0 1 k MIN COUNT 0 x", "-ERR count should be greater than 0|")]
    [InlineData("BZMPOP 0 1 k MIN COUNT 1 COUNT 2", "-ERR syntax error|")]
    [InlineData("BZMPOP 0 1 k MIN COUNT", "-ERR syntax error|")]
    [InlineData("BZMPOP 0 3 k MIN", "-ERR syntax error|")]
    [InlineData("BZMPOP 0 1 str MIN", WrongType)]
    [InlineData("ZMPOP 1 k MIN COUNT 0 x", "-ERR count should be greater than 0|")]
    public void Pops_from_one_of_many(string steps, string reply) => HashListSteps.AssertReply(reply, steps);
}
