using System.Text;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Routing;

/// <summary>What a subscribed connection is sent, and between which replies.</summary>
public sealed class SubscriberTests
{
    private const string Refusal =
        "only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";

    private static readonly string[] Names = ["a", "b", "c"];

    /// <summary>Requests are separated by " | ", lines of replies by a space; as redis-server 7.0.15 answered.</summary>
    [Theory]
    [InlineData("SUBSCRIBE a b a", "*3 $9 subscribe $1 a :1 *3 $9 subscribe $1 b :2 *3 $9 subscribe $1 a :2")]
    [InlineData("SUBSCRIBE a | PING | PING x", "*3 $9 subscribe $1 a :1 *2 $4 pong $0  *2 $4 pong $1 x")]
    [InlineData("SUBSCRIBE a | GET x", "*3 $9 subscribe $1 a :1 -ERR Can't execute 'get': " + Refusal)]
    [InlineData("SSUBSCRIBE a | CLIENT ID", "*3 $10 ssubscribe $1 a :1 -ERR Can't execute 'client|id': " + Refusal)]
    [InlineData("SUBSCRIBE a | PSUBSCRIBE p* | SSUBSCRIBE a",
        "*3 $9 subscribe $1 a :1 *3 $10 psubscribe $2 p* :2 *3 $10 ssubscribe $1 a :1")]
    [InlineData("SUBSCRIBE a | UNSUBSCRIBE z a | GET x",
        "*3 $9 subscribe $1 a :1 *3 $11 unsubscribe $1 z :1 *3 $11 unsubscribe $1 a :0 $-1")]
    [InlineData("UNSUBSCRIBE | PUNSUBSCRIBE | SUNSUBSCRIBE",
        "*3 $11 unsubscribe $-1 :0 *3 $12 punsubscribe $-1 :0 *3 $12 sunsubscribe $-1 :0")]
    [InlineData("SUBSCRIBE a | RESET | PUBLISH a x | PING", "*3 $9 subscribe $1 a :1 +RESET :0 +PONG")]
    [InlineData("CLIENT REPLY OFF | SUBSCRIBE a | PING", "*3 $9 subscribe $1 a :1")]
    [InlineData("CLIENT REPLY SKIP | SUBSCRIBE a | UNSUBSCRIBE a | PING",
        "*3 $9 subscribe $1 a :1 *3 $11 unsubscribe $1 a :0 +PONG")]
    [InlineData("MULTI | SUBSCRIBE a | PUBLISH a x | EXEC",
        "+OK +QUEUED +QUEUED *2 *3 $9 subscribe $1 a :1 *3 $7 message $1 a $1 x :1")]
    public void Answers(string requests, string replies)
    {
        using var node = new RigNode(2, new Random(1));
        using var client = node.Connect();
        var answer = client.Ask(requests.Replace(" | ", "\r\n", StringComparison.Ordinal) + "\r\n");
        Assert.Equal(replies, answer.Replace("\r\n", " ", StringComparison.Ordinal)[..^1]);
    }

    [Fact]
    public void Messages_come_as_pushes_or_arrays()
    {
        using var node = new RigNode(2, new Random(1));
        using var old = node.Connect();
        using var modern = node.Connect();
        using var publisher = node.Connect();
        modern.Session.Protocol = 3;
        old.Ask("PSUBSCRIBE n*\r\nSSUBSCRIBE news\r\n");
        modern.Ask("SUBSCRIBE news\r\n");

        Assert.Equal(":2\r\n:1\r\n", publisher.Ask("PUBLISH news hello\r\nSPUBLISH news x\r\n"));

        Assert.Equal(">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n", modern.Ask(""));
        Assert.Equal(
            "*4\r\n$8\r\npmessage\r\n$2\r\nn*\r\n$4\r\nnews\r\n$5\r\nhello\r\n*3\r\n$8\r\nsmessage\r\n$4\r\nnews\r\n$1\r\nx\r\n",
            old.Ask(""));
    }

    [Fact]
    public void A_message_waits_for_the_reply_that_confirms_its_subscription()
    {
        using var node = new RigNode(1, new Random(1));
        using var subscriber = node.Connect();
        using var publisher = node.Connect();
        subscriber.SendAtOnce("GET k\r\nSUBSCRIBE c\r\n");
        node.Shards.RunAll();
        subscriber.TakeReturned();
        publisher.SendAtOnce("PUBLISH c x\r\n");

        subscriber.Settle();

        Assert.Equal("$-1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nx\r\n", subscriber.Output);
    }

    [Fact]
    public void A_client_that_waits_for_keys_gets_its_messages()
    {
        using var node = new RigNode(1, new Random(1));
        using var subscriber = node.Connect();
        using var publisher = node.Connect();
        subscriber.Session.Protocol = 3;
        subscriber.Ask("SUBSCRIBE c\r\nBLPOP k 0\r\n");
        publisher.Ask("PUBLISH c x\r\n");
        Assert.Equal(">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nx\r\n", subscriber.Ask(""));
    }

    [Fact]
    public void A_connection_that_ends_leaves_all()
    {
        using var node = new RigNode(1, new Random(1));
        using var publisher = node.Connect();
        var subscriber = node.Connect();
        subscriber.Ask("SUBSCRIBE a\r\nPSUBSCRIBE *\r\nSSUBSCRIBE a\r\n");
        Assert.Equal(":2\r\n", publisher.Ask("PUBLISH a x\r\n"));
        subscriber.Dispose();
        Assert.Equal(":0\r\n:0\r\n*0\r\n:0\r\n", publisher.Ask("PUBLISH a x\r\nSPUBLISH a x\r\nPUBSUB CHANNELS\r\nPUBSUB NUMPAT\r\n"));
        Assert.False(node.Services.Distribution.HasSubscribers);
    }

    /// <summary>
    /// Random clients subscribe, leave and publish while shards and outputs lag behind: each gets exactly the messages that were
    /// published while it was subscribed, in order, and each between the two replies that confirm coming and going.
    /// </summary>
    [Fact]
    public void Each_client_gets_what_was_published_while_it_was_subscribed() => Seeds.Run(300, Compare);

    private static void Compare(Random random)
    {
        using var node = new RigNode(2, random);
        var clients = Enumerable.Range(0, 4).Select(_ => node.Connect()).ToList();
        var subscribed = clients.Select(_ => new HashSet<string>()).ToList();
        var expected = clients.Select(_ => new List<string>()).ToList();
        clients.ForEach(c => c.Session.Protocol = 3);
        for (var step = 0; step < 80; step++)
        {
            var i = random.Next(clients.Count);
            var name = Names[random.Next(Names.Length)];
            var what = random.Next(7);
            if (what is not (3 or 4))
                AwaitShards(node, clients[i]);
            switch (what)
            {
                case 0 or 1:
                    clients[i].SendAtOnce($"SUBSCRIBE {name}\r\n");
                    subscribed[i].Add(name);
                    break;
                case 2:
                    clients[i].SendAtOnce($"UNSUBSCRIBE {name}\r\n");
                    subscribed[i].Remove(name);
                    break;
                case 3:
                    clients[i].SendAtOnce($"GET {name}\r\n");
                    break;
                case 4:
                    _ = node.Shards.Step() | clients[i].TakeReturned() | clients[i].Write();
                    break;
                default:
                    clients[i].SendAtOnce($"PUBLISH {name} {step}\r\n");
                    for (var to = 0; to < clients.Count; to++)
                    {
                        if (subscribed[to].Contains(name))
                            expected[to].Add($"{name} {step}");
                    }

                    break;
            }
        }

        while (clients.Select(c => c.TakeReturned() | c.Write()).ToList().Contains(true) | node.Shards.Step())
        {
        }

        for (var i = 0; i < clients.Count; i++)
            Assert.Equal(expected[i], MessagesOf(clients[i].Output));
        clients.ForEach(c => c.Dispose());
    }

    /// <summary>Subscribing and publishing wait for what the client asked before; its replies are not taken yet.</summary>
    private static void AwaitShards(RigNode node, RigConnection client)
    {
        while (node.Shards.Step() | client.TakeReturned())
        {
        }
    }

    /// <summary>The messages of an output; each must be of a channel that the output has said to be subscribed to.</summary>
    private static List<string> MessagesOf(string output)
    {
        var bytes = Encoding.Latin1.GetBytes(output);
        var messages = new List<string>();
        var subscribed = new HashSet<string>();
        for (var at = 0; at < bytes.Length;)
        {
            var end = RespScanner.ValueEnd(bytes, at);
            var words = Encoding.Latin1.GetString(bytes[at..end]).Split("\r\n");
            at = end;
            switch (words.ElementAtOrDefault(2))
            {
                case "subscribe":
                    subscribed.Add(words[4]);
                    break;
                case "unsubscribe":
                    subscribed.Remove(words[4]);
                    break;
                case "message":
                    Assert.Contains(words[4], subscribed);
                    messages.Add($"{words[4]} {words[6]}");
                    break;
            }
        }

        return messages;
    }
}
