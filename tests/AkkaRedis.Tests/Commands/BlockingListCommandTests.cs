namespace AkkaRedis.Tests.Commands;

/// <summary>
/// Blocking list commands where they need not or may not wait: replies of redis-server 7.0.15 to the same steps, those that find
/// nothing as in a transaction; see <see cref="HashListSteps"/>.
/// </summary>
public sealed class BlockingListCommandTests
{
    private const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value|";
    private const string NoFloat = "-ERR timeout is not a float or out of range|";
    private const string Negative = "-ERR timeout is negative|";

    [Theory]
    [InlineData("RPUSH l a b c | BLPOP k l 0", "*2|$1|l|$1|a|")]
    [InlineData("RPUSH l a b c | BRPOP k l 0", "*2|$1|l|$1|c|")]
    [InlineData("RPUSH l a | BLPOP l 0 | EXISTS l", ":0|")]
    [InlineData("RPUSH l a | BLPOP l l 1.5", "*2|$1|l|$1|a|")]
    [InlineData("BLPOP k 0", "*-1|")]
    [InlineData("@3 | BLPOP k 0", "_|")]
    [InlineData("BLPOP k abc", NoFloat)]
    [InlineData("BLPOP k nan", NoFloat)]
    [InlineData("BLPOP k -1", Negative)]
    [InlineData("BLPOP k -0.0001", Negative)]
    [InlineData("BLPOP k inf", Negative)]
    [InlineData("BLPOP k 1e300", Negative)]
    [InlineData("BLPOP str 0", WrongType)]
    [InlineData("BLPOP k str 0", WrongType)]
    [InlineData("RPUSH l a | BLPOP l str 0", "*2|$1|l|$1|a|")]
    [InlineData("BLPOP str x", NoFloat)]
    public void Pops(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("RPUSH l a b | BLMOVE l d LEFT RIGHT 0", "$1|a|")]
    [InlineData("RPUSH l a b | BRPOPLPUSH l l 0 | LRANGE l 0 -1", "*2|$1|b|$1|a|")]
    [InlineData("BLMOVE k d LEFT RIGHT 0", "$-1|")]
    [InlineData("BRPOPLPUSH k d 0", "$-1|")]
    [InlineData("BLMOVE str d LEFT RIGHT 0", WrongType)]
    [InlineData("RPUSH l a | BLMOVE l str LEFT RIGHT 0", WrongType)]
    [InlineData("BLMOVE k d LEFT X 0", "-ERR syntax error|")]
    [InlineData("BLMOVE k d LEFT RIGHT abc", NoFloat)]
    [InlineData("BRPOPLPUSH str d 0", WrongType)]
    [InlineData("BRPOPLPUSH str d x", NoFloat)]
    public void Moves(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("RPUSH l b c | BLMPOP 0 2 k l LEFT COUNT 5", "*2|$1|l|*2|$1|b|$1|c|")]
    [InlineData("BLMPOP 0 1 k LEFT", "*-1|")]
    [InlineData("BLMPOP abc 1 k LEFT", NoFloat)]
    [InlineData("BLMPOP x 1 k X", "-ERR syntax error|")]
    [InlineData("BLMPOP -1 1 k X", "-ERR syntax error|")]
    [InlineData("BLMPOP 0 0 k LEFT", "-ERR numkeys should be greater than 0|")]
    [InlineData("BLMPOP 0 1 k LEFT COUNT 0", "-ERR count should be greater than 0|")]
    [InlineData("BLMPOP 0 1 k LEFT COUNT 1 COUNT 2", "-ERR syntax error|")]
    [InlineData("BLMPOP 0 3 k LEFT", "-ERR syntax error|")]
    [InlineData("BLMPOP 0 1 str LEFT", WrongType)]
    public void Pops_from_one_of_many(string steps, string reply) => HashListSteps.AssertReply(reply, steps);
}
