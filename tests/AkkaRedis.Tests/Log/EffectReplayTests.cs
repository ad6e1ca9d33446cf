using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Log;

/// <summary>What the log of one keyspace says, done to another at any later time, leads to the same data.</summary>
public sealed class EffectReplayTests
{
    private static readonly CommandTable Table = NodeCommandTable.Build();

    [Fact]
    public void A_replayed_log_leads_to_the_same_data() => Seeds.Run(400, random =>
    {
        var rig = new ShardRig(random.Next(), new ShardSettings { SliceElements = random.Next(2) == 0 ? 1 : 5000 });
        var replica = new KeyspaceStore(16);
        var replayer = new EffectReplayer(replica, new ShardSettings(), Table);
        var laterMs = random.Next(3) == 0 ? 0 : random.NextInt64(1_000_000);
        for (var rounds = random.Next(1, 5); rounds > 0; rounds--)
        {
            var from = rig.Log.EndOffset;
            WriteSome(rig, random);
            foreach (var unit in LoggedUnits.Read(LoggedUnits.BytesOf(rig.Log, from)))
                replayer.Apply(unit, rig.NowMs + laterMs);
            Assert.Equal(KeyspaceDigest.Of(rig.Keyspace, Table), KeyspaceDigest.Of(replica, Table));
        }
    });

    [Fact]
    public void A_log_that_cannot_be_carried_out_is_noticed()
    {
        var replayer = new EffectReplayer(new KeyspaceStore(16), new ShardSettings(), Table);
        Assert.Throws<InvariantException>(() => replayer.Apply([(0, Words("NOSUCH a"))], 0));
        Assert.Throws<InvariantException>(() => replayer.Apply([(0, Words("GET a"))], 0));
        Assert.Throws<InvariantException>(() => replayer.Apply([(0, Words("SET a b")), (0, Words("INCR a"))], 0));
    }

    private static Args Words(string text) => Args.Of(text.Split(' ').Select(System.Text.Encoding.ASCII.GetBytes).ToArray());

    private static void WriteSome(ShardRig rig, Random random)
    {
        for (var n = random.Next(1, 80); n > 0; n--)
        {
            rig.NowMs += random.Next(4) == 0 ? random.Next(3000) : 0;
            rig.Db = random.Next(5) == 0 ? random.Next(3) : 0;
            var request = new WriteRequests(random, rig.NowMs).Next();
            if (Table.Find(System.Text.Encoding.ASCII.GetBytes(request[0])) is not null)
                rig.Run(request.Select(System.Text.Encoding.Latin1.GetBytes).ToArray());
            if (random.Next(3) > 0)
                rig.Log.CommitUnit();
        }

        rig.Log.CommitUnit();
    }
}
