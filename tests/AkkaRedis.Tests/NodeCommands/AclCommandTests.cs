namespace AkkaRedis.Tests.NodeCommands;

public class AclCommandTests
{
    private const string GenPass =
        "-ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096\r\n";

    private readonly NodeRig _rig = new();

    [Theory]
    [InlineData("ACL WHOAMI", "$7\r\ndefault\r\n")]
    [InlineData("ACL USERS", "*1\r\n$7\r\ndefault\r\n")]
    [InlineData("ACL LIST", "*1\r\n$34\r\nuser default on nopass ~* &* +@all\r\n")]
    [InlineData("ACL GETUSER nosuch", "$-1\r\n")]
    [InlineData("ACL DELUSER default", "-ERR The 'default' user cannot be removed\r\n")]
    [InlineData("ACL DELUSER nosuch", ":0\r\n")]
    [InlineData("ACL CAT nosuch", "-ERR Unknown category 'nosuch'\r\n")]
    [InlineData("ACL GENPASS 0", GenPass)]
    [InlineData("ACL GENPASS 4097", GenPass)]
    [InlineData("ACL GENPASS x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("ACL DRYRUN default GET a", "+OK\r\n")]
    [InlineData("ACL DRYRUN nosuch GET a", "-ERR User 'nosuch' not found\r\n")]
    [InlineData("ACL DRYRUN default NOSUCH a", "-ERR Command 'NOSUCH' not found\r\n")]
    [InlineData("ACL DRYRUN default GET", "-ERR wrong number of arguments for 'get' command\r\n")]
    [InlineData("ACL DRYRUN default CONFIG GET a", "+OK\r\n")]
    [InlineData("ACL SETUSER me on", "-ERR ACL SETUSER is not supported yet: the default user is the only one\r\n")]
    [InlineData("ACL LOG", "*0\r\n")]
    [InlineData("ACL LOG RESET", "+OK\r\n")]
    [InlineData("ACL LOG x", "-ERR value is not an integer or out of range\r\n")]
    public void Answers(string request, string reply) => Assert.Equal(reply, _rig.Run(request));

    [Fact]
    public void Getuser_tells_what_the_default_user_may()
    {
        var told = RespValue.ParseList(_rig.Run("ACL GETUSER default"));
        Assert.Equal(["on", "nopass"], Texts(RespValue.Get(told, "flags")));
        Assert.Equal(
            ("+@all", "~*", "&*"), (RespValue.Get(told, "commands"), RespValue.Get(told, "keys"), RespValue.Get(told, "channels")));

        _rig.Run("CONFIG SET requirepass secret");
        told = RespValue.ParseList(_rig.Run("ACL GETUSER default"));
        const string digest = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
        Assert.Equal(digest, Assert.Single(Texts(RespValue.Get(told, "passwords"))));
        Assert.Contains($"user default on #{digest} ~* &* +@all", _rig.Run("ACL LIST"));
    }

    [Fact]
    public void Categories_and_their_commands_are_listed()
    {
        var categories = Texts(RespValue.Parse(_rig.Run("ACL CAT")));
        Assert.Equal(21, categories.Count);
        Assert.Equal("keyspace", categories[0]);
        var scripting = Texts(RespValue.Parse(_rig.Run("ACL CAT transaction")));
        Assert.Equal(["discard", "exec", "multi", "unwatch", "watch"], scripting.Order());
        Assert.All(categories, c => Assert.NotEqual("-", _rig.Run($"ACL CAT {c}")[..1]));
    }

    [Theory]
    [InlineData("ACL GENPASS", 64)]
    [InlineData("ACL GENPASS 1", 1)]
    [InlineData("ACL GENPASS 5", 2)]
    [InlineData("ACL GENPASS 4096", 1024)]
    public void Passwords_have_a_hex_digit_for_four_bits(string request, int digits)
    {
        var (first, second) = ((string)RespValue.Parse(_rig.Run(request))!, (string)RespValue.Parse(_rig.Run(request))!);
        Assert.Matches($"^[0-9a-f]{{{digits}}}$", first);
        Assert.True(digits < 8 || first != second);
    }

    [Fact]
    public void Failed_logins_are_in_the_log_those_alike_as_one()
    {
        _rig.Run("CONFIG SET requirepass secret");
        _rig.Run("AUTH wrong");
        _rig.Time.NowMs += 1500;
        _rig.Run("AUTH wrong2");
        _rig.Run("HELLO 2 AUTH me secret");
        _rig.Time.NowMs += 250;

        var log = (List<object?>)RespValue.Parse(_rig.Run("ACL LOG"))!;
        Assert.Equal(["HELLO", "AUTH"], log.Select(e => RespValue.Get((List<object?>)e!, "object")));
        var guesses = (List<object?>)log[1]!;
        Assert.Equal((2L, "auth", "default"),
            (RespValue.Get(guesses, "count"), RespValue.Get(guesses, "reason"), RespValue.Get(guesses, "username")));
        Assert.Equal("0.25", RespValue.Get(guesses, "age-seconds"));
        Assert.Contains("addr=127.0.0.1:50001 ", (string)RespValue.Get(guesses, "client-info")!);
        Assert.StartsWith("*1\r\n", _rig.Run("ACL LOG 1"), StringComparison.Ordinal);
        Assert.Equal("+OK\r\n*0\r\n", _rig.Run("ACL LOG RESET") + _rig.Run("ACL LOG"));
    }

    [Fact]
    public void One_alike_is_looked_for_among_the_newest_ten()
    {
        for (var user = 1; user <= 11; user++)
            _rig.Run($"AUTH u{user} x");
        _rig.Run("AUTH u2 x");
        _rig.Run("AUTH u1 x");
        var log = (List<object?>)RespValue.Parse(_rig.Run("ACL LOG 100"))!;
        Assert.Equal(
            ["u1", "u2", "u11", "u10", "u9", "u8", "u7", "u6", "u5", "u4", "u3", "u1"],
            log.Select(e => RespValue.Get((List<object?>)e!, "username")));
    }

    private static List<string> Texts(object? list) => [.. ((List<object?>)list!).Cast<string>()];
}
