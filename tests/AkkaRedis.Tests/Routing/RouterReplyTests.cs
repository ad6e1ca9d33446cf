using System.Text.RegularExpressions;

namespace AkkaRedis.Tests.Routing;

/// <summary>
/// What a connection answers to pipelines of inline requests, as redis-server 7.0.15 answered the same bytes. Requests are
/// separated by " | ", lines of replies by a space.
/// </summary>
public sealed class RouterReplyTests
{
    private const string Digits41 = "01234567890123456789012345678901234567890";

    private const string ExecAbort = "-EXECABORT Transaction discarded because of previous errors.";

    [Theory]
    [InlineData("MULTI | MULTI | SET a 1 | EXEC", "+OK -ERR MULTI calls can not be nested +QUEUED *1 +OK")]
    [InlineData("MULTI | WATCH a | SET a 1 | EXEC", "+OK -ERR WATCH inside MULTI is not allowed +QUEUED *1 +OK")]
    [InlineData("MULTI | EXEC a | EXEC",
        "+OK -EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command -ERR EXEC without MULTI")]
    [InlineData("MULTI | DISCARD a | EXEC", "+OK -ERR wrong number of arguments for 'discard' command " + ExecAbort)]
    [InlineData("MULTI | SET a | SET a 1 | EXEC | EXEC | GET a",
        "+OK -ERR wrong number of arguments for 'set' command +QUEUED " + ExecAbort + " -ERR EXEC without MULTI $-1")]
    [InlineData("MULTI | NOSUCH | EXEC", "+OK -ERR unknown command 'NOSUCH', with args beginning with:  " + ExecAbort)]
    [InlineData("EXEC a", "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command")]
    [InlineData("EXEC | DISCARD | MULTI x",
        "-ERR EXEC without MULTI -ERR DISCARD without MULTI -ERR wrong number of arguments for 'multi' command")]
    [InlineData("SET a 0 | MULTI | SET a 1 | DISCARD | GET a", "+OK +OK +QUEUED +OK $1 0")]
    [InlineData("MULTI | EXEC", "+OK *0")]
    [InlineData("MULTI | PING | ECHO x | EXEC", "+OK +QUEUED +QUEUED *2 +PONG $1 x")]
    [InlineData("MULTI | SET a x | INCR a | GET a | EXEC",
        "+OK +QUEUED +QUEUED +QUEUED *3 +OK -ERR value is not an integer or out of range $1 x")]
    [InlineData("MULTI | SELECT 3 | SET a 3 | SELECT 99 | APPEND a 4 | EXEC | GET a",
        "+OK +QUEUED +QUEUED +QUEUED +QUEUED *4 +OK +OK -ERR DB index is out of range :2 $2 34")]
    [InlineData("SELECT 2 | SET a 2 | SELECT 0 | GET a", "+OK +OK +OK $-1")]
    public void Transactions_answer(string requests, string replies) => AssertReplies(requests, replies);

    [Theory]
    [InlineData("WATCH a | UNWATCH | SET a 1 | MULTI | SET a 2 | EXEC", "+OK +OK +OK +OK +QUEUED *1 +OK")]
    [InlineData("WATCH a | SET a 1 | MULTI | SET a 2 | EXEC | GET a", "+OK +OK +OK +QUEUED *-1 $1 1")]
    [InlineData("WATCH a | SET a 1 | MULTI | EXEC", "+OK +OK +OK *-1")]
    [InlineData("WATCH a | SET a 1 | MULTI | PING | EXEC", "+OK +OK +OK +QUEUED *-1")]
    [InlineData("WATCH a | MULTI | EXEC", "+OK +OK *0")]
    [InlineData("WATCH a | SET a 1 | MULTI | DISCARD | MULTI | GET a | EXEC", "+OK +OK +OK +OK +OK +QUEUED *1 $1 1")]
    [InlineData("WATCH a | SET a 1 | MULTI | NOSUCH | EXEC | MULTI | GET a | EXEC",
        "+OK +OK +OK -ERR unknown command 'NOSUCH', with args beginning with:  " + ExecAbort + " +OK +QUEUED *1 $1 1")]
    [InlineData("WATCH a | SET a 1 | MULTI | EXEC | MULTI | GET a | EXEC", "+OK +OK +OK *-1 +OK +QUEUED *1 $1 1")]
    [InlineData("WATCH a | SET a 1 | RESET | MULTI | GET a | EXEC", "+OK +OK +RESET +OK +QUEUED *1 $1 1")]
    [InlineData("WATCH a | MULTI | SET a 1 | UNWATCH | EXEC", "+OK +OK +QUEUED +QUEUED *2 +OK +OK")]
    [InlineData("MULTI | UNWATCH | EXEC", "+OK +QUEUED *1 +OK")]
    [InlineData("MULTI | UNWATCH | SET a 1 | OBJECT HELP x | EXEC",
        "+OK +QUEUED +QUEUED -ERR wrong number of arguments for 'object|help' command " + ExecAbort)]
    [InlineData("WATCH | UNWATCH x | UNWATCH",
        "-ERR wrong number of arguments for 'watch' command -ERR wrong number of arguments for 'unwatch' command +OK")]
    public void Watching_answers(string requests, string replies) => AssertReplies(requests, replies);

    [Theory]
    [InlineData("NOSUCH a b c | nosuch",
        "-ERR unknown command 'NOSUCH', with args beginning with: 'a' 'b' 'c'  -ERR unknown command 'nosuch', with args beginning with: ")]
    [InlineData("NOSUCH 67 " + Digits41 + Digits41 + Digits41 + "abc d",
        "-ERR unknown command 'NOSUCH', with args beginning with: '67' '" + Digits41 + Digits41 + Digits41 + "' ")]
    [InlineData("NoSuch \"a\\r\\nb\" \"\\xff\\x00z\"", "-ERR unknown command 'NoSuch', with args beginning with: 'a  b' '\u00ff' ")]
    [InlineData("\"no\\r\\nx\" \"a\\x00b\"", "-ERR unknown command 'no  x', with args beginning with: 'a' ")]
    [InlineData("\"\"", "-ERR unknown command '', with args beginning with: ")]
    [InlineData("CLIENT NOSUCH | client nosuch 1 2",
        "-ERR unknown subcommand 'NOSUCH'. Try CLIENT HELP. -ERR unknown subcommand 'nosuch'. Try CLIENT HELP.")]
    [InlineData("CLIENT \"a\\xe9\"", "-ERR unknown subcommand 'a\u00e9'. Try CLIENT HELP.")]
    [InlineData("CLIENT | OBJECT | CONFIG",
        "-ERR wrong number of arguments for 'client' command -ERR wrong number of arguments for 'object' command " +
        "-ERR wrong number of arguments for 'config' command")]
    [InlineData("OBJECT NOSUCH a | OBJECT ENCODING | object help x",
        "-ERR unknown subcommand 'NOSUCH'. Try OBJECT HELP. -ERR wrong number of arguments for 'object|encoding' command " +
        "-ERR wrong number of arguments for 'object|help' command")]
    [InlineData("GET | get a b | COMMAND NOSUCH | CONFIG NOSUCH x",
        "-ERR wrong number of arguments for 'get' command -ERR wrong number of arguments for 'get' command " +
        "-ERR unknown subcommand 'NOSUCH'. Try COMMAND HELP. -ERR unknown subcommand 'NOSUCH'. Try CONFIG HELP.")]
    public void Requests_without_a_row_answer(string requests, string replies) => AssertReplies(requests, replies);

    [Theory]
    [InlineData("CLIENT REPLY SKIP | PING | PING 2", "$1 2")]
    [InlineData("CLIENT REPLY SKIP | GET a | PING 2", "$1 2")]
    [InlineData("CLIENT REPLY SKIP | MGET a b c d e f g | PING 2", "$1 2")]
    [InlineData("CLIENT REPLY SKIP | SCAN 0 | PING 2", "$1 2")]
    [InlineData("CLIENT REPLY SKIP | CLIENT REPLY SKIP | PING 1 | PING 2", "$1 2")]
    [InlineData("CLIENT REPLY SKIP | CLIENT REPLY ON | PING 1", "+OK $1 1")]
    [InlineData("CLIENT REPLY SKIP | CLIENT REPLY foo | PING 2", "$1 2")]
    [InlineData("CLIENT REPLY SKIP | NOSUCH | PING 2", "$1 2")]
    [InlineData("CLIENT REPLY OFF | PING | CLIENT REPLY SKIP | GET a | CLIENT REPLY ON | PING 2", "+OK $1 2")]
    [InlineData("CLIENT REPLY SKIP | CLIENT REPLY OFF | PING | CLIENT REPLY ON", "+OK")]
    [InlineData("CLIENT REPLY SKIP | MULTI | CLIENT REPLY SKIP | SET a 1 | EXEC | PING | PING 2", "+QUEUED +QUEUED *2 +OK $1 2")]
    [InlineData("MULTI | SET a 1 | CLIENT REPLY OFF | GET a", "+OK +QUEUED +QUEUED +QUEUED")]
    [InlineData("CLIENT REPLY OFF | SUBSCRIBE a | PING | UNSUBSCRIBE", "*3 $9 subscribe $1 a :1 *3 $11 unsubscribe $1 a :0")]
    [InlineData("CLIENT REPLY SKIP | PSUBSCRIBE a | PUNSUBSCRIBE a", "*3 $10 psubscribe $1 a :1 *3 $12 punsubscribe $1 a :0")]
    [InlineData("CLIENT REPLY OFF | PUBLISH a b", "")]
    public void Replies_can_be_switched_off(string requests, string replies) => AssertReplies(requests, replies);

    [Theory]
    [InlineData("MULTI | QUIT | PING", "+OK +OK")]
    [InlineData("GET a | QUIT | PING", "$-1 +OK")]
    [InlineData("SCAN 0 | QUIT | SET a 1", "*2 $1 0 *0 +OK")]
    [InlineData("PING | *x | PING", "+PONG -ERR Protocol error: invalid multibulk length")]
    [InlineData("GET a | *1 | \u00e9", "$-1 -ERR Protocol error: expected '$', got '\u00e9'")]
    [InlineData("PING | PING \"a", "+PONG -ERR Protocol error: unbalanced quotes in request")]
    [InlineData("MULTI | CLIENT KILL ID 1 SKIPME no | EXEC | PING", "+OK +QUEUED *1 :1")]
    public void A_connection_ends_after(string requests, string replies)
    {
        foreach (var shards in new[] { 1, 3 })
        {
            using var node = new RigNode(shards, new Random(1));
            using var client = node.Connect();
            node.Services.Clients.Add(client.Handle);
            Assert.Equal(replies, Flat(client.Ask(Lines(requests))));
            Assert.True(client.IsClosed || client.Core is { IsIdle: true, IsClosing: true });
        }
    }

    [Theory]
    [InlineData("GET a", "-NOAUTH Authentication required.")]
    [InlineData("EXEC", "-EXECABORT Transaction discarded because of: NOAUTH Authentication required.")]
    [InlineData("MULTI | SCAN 0", "-NOAUTH Authentication required. -NOAUTH Authentication required.")]
    [InlineData("NOSUCH | GET | CLIENT NOSUCH",
        "-ERR unknown command 'NOSUCH', with args beginning with:  -ERR wrong number of arguments for 'get' command " +
        "-ERR unknown subcommand 'NOSUCH'. Try CLIENT HELP.")]
    [InlineData("AUTH wrong | AUTH secret | GET a | RESET | GET a | QUIT",
        "-WRONGPASS invalid username-password pair or user is disabled. +OK $-1 +RESET -NOAUTH Authentication required. +OK")]
    public void Without_the_password_there_is_nothing_to_see(string requests, string replies)
    {
        using var node = new RigNode(3, new Random(1));
        node.Services.ClientSettings.RequirePass = "secret";
        using var client = node.Connect();
        client.Session.IsAuthenticated = false;
        Assert.Equal(replies, Flat(client.Ask(Lines(requests))));
    }

    [Theory]
    [InlineData("MSET {1}a 1 {1}b 2 | GET {1}b", "+OK $1 2")]
    [InlineData("MSET a 1 b 2 | EXISTS a b", "-CROSSSLOT :0")]
    [InlineData("SET a 1 | RENAME a b | EXISTS a b", "+OK -CROSSSLOT :1")]
    [InlineData("SET a 1 | SET b 2 | SET c 3 | MGET a b nokey c a | DEL a b c c nokey", "+OK +OK +OK *5 $1 1 $1 2 $-1 $1 3 $1 1 :3")]
    [InlineData("SET a 1 | SET b 2 | EXISTS a a b c | TOUCH b a x | UNLINK a x b | DBSIZE", "+OK +OK :3 :2 :2 :0")]
    [InlineData("WATCH a | WATCH b | SET a 1 | MULTI | GET a | EXEC", "+OK -CROSSSLOT +OK +OK +QUEUED *-1")]
    [InlineData("WATCH a b | MULTI | GET a | EXEC", "-CROSSSLOT +OK +QUEUED *1 $-1")]
    [InlineData("WATCH a | MULTI | SET b 1 | EXEC | GET b | MULTI | SET b 1 | EXEC", "+OK +OK +QUEUED -CROSSSLOT $-1 +OK +QUEUED *1 +OK")]
    [InlineData("MULTI | SET a 1 | SET b 1 | EXEC | EXISTS a b", "+OK +QUEUED -CROSSSLOT -EXECABORT :0")]
    [InlineData("MULTI | DBSIZE | EXEC", "+OK -CROSSSLOT -EXECABORT")]
    [InlineData("MULTI | MGET a b | EXEC", "+OK -CROSSSLOT -EXECABORT")]
    [InlineData("MULTI | OBJECT HELP | SET a 1 | SET {a}b 1 | EXEC", "+OK +QUEUED +QUEUED +QUEUED *3 help +OK +OK")]
    public void Keys_of_several_shards_answer(string requests, string replies)
    {
        using var node = new RigNode(16, new Random(1));
        using var client = node.Connect();
        var answer = Flat(client.Ask(Lines(requests)))
            .Replace("-CROSSSLOT Keys in request don't hash to the same slot", "-CROSSSLOT", StringComparison.Ordinal)
            .Replace(ExecAbort, "-EXECABORT", StringComparison.Ordinal);
        Assert.Equal(replies, Regex.Replace(answer, @"\*\d+ \+OBJECT .*(?= \+OK \+OK$)", "help"));
    }

    private static void AssertReplies(string requests, string replies)
    {
        foreach (var shards in new[] { 1, 3 })
        {
            using var node = new RigNode(shards, new Random(1));
            using var client = node.Connect();
            Assert.Equal($"{shards}: {replies}", $"{shards}: {Flat(client.Ask(Lines(requests)))}");
        }
    }

    private static string Lines(string requests) => string.Concat(requests.Split(" | ").Select(r => r + "\r\n"));

    private static string Flat(string replies) =>
        replies.EndsWith("\r\n", StringComparison.Ordinal) ? replies[..^2].Replace("\r\n", " ", StringComparison.Ordinal) : replies;
}
