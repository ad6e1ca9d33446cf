using System.Globalization;
using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Log;

/// <summary>What the log says of streams, groups and pending entries, done later and with other chunks, leads to the same data.</summary>
public sealed class StreamReplayTests
{
    private static readonly AkkaRedis.Protocol.Commands.CommandTable Table = NodeCommandTable.Build();

    [Fact]
    public void A_replayed_log_leads_to_the_same_streams() => Seeds.Run(150, random =>
    {
        var settings = new ShardSettings { SliceElements = random.Next(2) == 0 ? 3 : 5000, StreamNodeMaxEntries = random.Next(1, 6) };
        var rig = new ShardRig(random.Next(), settings);
        var replica = new KeyspaceStore(16);
        var replayer = new EffectReplayer(replica, new ShardSettings { StreamNodeMaxEntries = 3 }, Table);
        for (var n = random.Next(1, 200); n > 0; n--)
        {
            rig.NowMs += random.Next(4) == 0 ? random.Next(3000) : 0;
            var from = rig.Log.EndOffset;
            var request = Request(random);
            rig.Run([.. request.Split(' ').Select(Encoding.Latin1.GetBytes)]);
            foreach (var unit in LoggedUnits.Read(LoggedUnits.BytesOf(rig.Log, from)))
                replayer.Apply(unit, rig.NowMs + 123_456);
            var digest = KeyspaceDigest.Of(rig.Keyspace, Table);
            Assert.True(digest == KeyspaceDigest.Of(replica, Table), $"after {request}");
        }
    });

    private static string Request(Random random)
    {
        return random.Next(16) switch
        {
            0 or 1 or 2 => $"XADD {Key()} * f{Number(2)} {Number(1000)}",
            3 => $"XADD {Key()} {Trim()} * f v",
            4 => $"XADD {Key()} {Number(50)}-* f v g {Number(9)}",
            5 => $"XTRIM {Key()} {Trim()}",
            6 => $"XDEL {Key()} {Number(50)}-{Number(3)}",
            7 => $"XGROUP CREATE {Key()} g {Pick("$", "0", "20")} MKSTREAM",
            8 => $"XGROUP {Pick("SETID", "CREATE")} {Key()} g {Pick("$", "0", "20")}",
            9 => "XGROUP " + Pick($"DELCONSUMER {Key()} g {Consumer()}", $"CREATECONSUMER {Key()} g {Consumer()}", $"DESTROY {Key()} g"),
            10 or 11 => $"XREADGROUP GROUP g {Consumer()} {Pick("COUNT 2 ", "NOACK ", "", "")}STREAMS {Key()} {Pick(">", ">", "0")}",
            12 => $"XACK {Key()} g {Number(50)}-{Number(3)}",
            13 => $"XCLAIM {Key()} g {Consumer()} {Pick("0", "500")} {Number(50)}-0 {Number(50)}-1 "
                + Pick("FORCE", "JUSTID", "FORCE IDLE 3", "RETRYCOUNT 4", "LASTID 30"),
            14 => $"XAUTOCLAIM {Key()} g {Consumer()} {Pick("0", "500")} 0 COUNT {1 + random.Next(9)}{Pick("", " JUSTID")}",
            _ => Pick($"XSETID {Key()} {Number(60)}-0", $"COPY {Key()} {Key()} REPLACE", $"DEL {Key()}"),
        };

        string Key() => Pick("s", "s", "s", "t");
        string Consumer() => Pick("Alice", "Bob");
        string Trim() => Pick("MAXLEN", "MAXLEN ~") + " " + Number(20);
        string Number(int below) => random.Next(below).ToString(CultureInfo.InvariantCulture);
        string Pick(params string[] any) => any[random.Next(any.Length)];
    }
}
