using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.PubSub;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Execution;

/// <summary>Which events of keys a shard tells, and to which channels they are published.</summary>
public sealed class KeyEventTests
{
    private static readonly CommandTable Table = NodeCommandTable.Build();

    [Theory]
    [InlineData("", "")]
    [InlineData("K", "")]
    [InlineData("A", "")]
    [InlineData("KA", "__keyspace@0__:l rpush,__keyspace@0__:s set,__keyspace@0__:s set,__keyspace@0__:l lpop,__keyspace@0__:l del")]
    [InlineData("EA", "__keyevent@0__:rpush l,__keyevent@0__:set s,__keyevent@0__:set s,__keyevent@0__:lpop l,__keyevent@0__:del l")]
    [InlineData("El", "__keyevent@0__:rpush l,__keyevent@0__:lpop l")]
    [InlineData("KEg", "__keyspace@0__:l del,__keyevent@0__:del l")]
    [InlineData("K$", "__keyspace@0__:s set,__keyspace@0__:s set")]
    [InlineData("KEx", "")]
    [InlineData("En", "__keyevent@0__:new l,__keyevent@0__:new s")]
    [InlineData("K$n", "__keyspace@0__:l new,__keyspace@0__:s new,__keyspace@0__:s set,__keyspace@0__:s set")]
    [InlineData("Em", "__keyevent@0__:keymiss x")]
    public void Told_is_what_the_setting_asks_for(string setting, string told)
    {
        var hub = new Recorder();
        Assert.True(KeyEventLetters.TryParse(setting, out var classes));
        using var keyspace = new KeyspaceStore(2);
        var executor = new CommandExecutor(
            keyspace, new ShardSettings { KeyEvents = classes }, new Random(1), new CommandLog(), new KeyEventPublisher(hub));
        foreach (var line in (string[])["RPUSH l a", "SET s x", "GET s", "GET x", "SET s y", "BLPOP l 0"])
            Run(executor, line);
        Assert.Equal(told, string.Join(',', hub.Messages));
    }

    [Theory]
    [InlineData("lghKE", "glhKE")]
    [InlineData("lKEx$gshz", "g$lshzxKE")]
    [InlineData("g$lshzxetdKE", "AKE")]
    [InlineData("mnA", "Am")]
    [InlineData("KEx", "xKE")]
    [InlineData("nKm", "nKm")]
    [InlineData("", "")]
    public void The_setting_is_shown_as_redis_server_shows_it(string set, string shown)
    {
        Assert.True(KeyEventLetters.TryParse(set, out var classes));
        Assert.Equal(shown, KeyEventLetters.Format(classes));
    }

    [Theory]
    [InlineData("q")]
    [InlineData("KEa")]
    [InlineData("K ")]
    public void Other_letters_are_refused(string set) => Assert.False(KeyEventLetters.TryParse(set, out _));

    private static void Run(CommandExecutor executor, string line)
    {
        var args = Args.Of(line.Split(' ').Select(Encoding.ASCII.GetBytes).ToArray());
        var reply = new RespWriter();
        executor.Execute((ShardCommand)Table.Find(args[0])!, args, reply, 0, 1, 1);
        reply.Release();
    }

    private sealed class Recorder : IMessageDistribution
    {
        public List<string> Messages { get; } = [];

        public bool HasSubscribers => true;

        public long Publish(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
        {
            Messages.Add($"{Encoding.ASCII.GetString(channel)} {Encoding.ASCII.GetString(message)}");
            return 0;
        }

        public long PublishSharded(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message) => throw new NotSupportedException();
    }
}
