using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.Routing;

/// <summary>What a connection is answered when there is no memory, as redis-server 7.0.15 answers the same requests.</summary>
public sealed class MemoryRefusalTests
{
    private const string Denied = "-OOM command not allowed when used memory > 'maxmemory'.";
    private const string DeniedExec =
        "-EXECABORT Transaction discarded because of: OOM command not allowed when used memory > 'maxmemory'.";

    [Theory]
    [InlineData("SET b 1 | GET a | DEL a | PING", Denied + " $1 1 :1 +PONG")]
    [InlineData("MULTI | SET b 1 | EXEC", "+OK " + Denied + " -EXECABORT Transaction discarded because of previous errors.")]
    [InlineData("MULTI | GET a | EXEC", "+OK " + Denied + " -EXECABORT Transaction discarded because of previous errors.")]
    [InlineData("MULTI | SET b 1 | DISCARD | GET a", "+OK " + Denied + " +OK $1 1")]
    [InlineData("MULTI | EXEC", "+OK *0")]
    public void Commands_that_need_memory_are_refused(string requests, string replies)
    {
        using var node = Filled();
        Limit(node);
        using var connection = node.Connect();
        Assert.Equal(replies, Flat(connection.Ask(requests.Replace(" | ", "\r\n", StringComparison.Ordinal) + "\r\n")));
    }

    [Theory]
    [InlineData("GET a", "*1 $1 1")]
    [InlineData("DEL a", "*1 :1")]
    [InlineData("SET b 1", DeniedExec)]
    public void What_was_queued_before_runs_unless_it_needs_memory(string queued, string reply)
    {
        using var node = Filled();
        using var connection = node.Connect();
        Assert.Equal("+OK +QUEUED", Flat(connection.Ask($"MULTI\r\n{queued}\r\n")));
        Limit(node);
        Assert.Equal(reply, Flat(connection.Ask("EXEC\r\n")));
        Assert.Equal("-ERR EXEC without MULTI", Flat(connection.Ask("EXEC\r\n")));
    }

    private static RigNode Filled()
    {
        var node = new RigNode(1, new Random(1));
        using var connection = node.Connect();
        Assert.Equal("+OK", Flat(connection.Ask("SET a 1\r\n")));
        return node;
    }

    private static void Limit(RigNode node) => node.Shards.Settings.Memory = new MemoryLimit { MaxBytes = 1 };

    private static string Flat(string replies) => replies.TrimEnd().Replace("\r\n", " ", StringComparison.Ordinal);
}
