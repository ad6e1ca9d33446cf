using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Log;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Routing;

namespace AkkaRedis.Tests.Execution;

/// <summary>
/// Random writers, transactions, waiters, time-outs and connections that end, against <see cref="WaitTwin"/>: each connection is
/// answered the same, the same ones wait, and the log leads to the same data.
/// </summary>
public sealed class WaitModelTests
{
    private const int Connections = 8;

    private static readonly string[] Keys = ["a", "b", "c", "d"];

    [Fact]
    public void Everybody_is_served_as_the_twin_says() => Seeds.Run(400, Compare);

    private static void Compare(Random random)
    {
        using var rig = new EngineRig();
        var twin = new WaitTwin();
        var waiting = new Dictionary<long, ShardBatch>();
        var answers = new List<string>();
        for (var step = 0; step < 150; step++)
        {
            var free = Enumerable.Range(1, Connections).Select(c => (long)c).Where(c => !waiting.ContainsKey(c)).ToList();
            if (free.Count == 0 || random.Next(8) == 0)
                EndSomething(rig, twin, waiting, random);
            else
                Ask(rig, twin, waiting, free[random.Next(free.Count)], random);
            TakeAnswers(rig, waiting, answers);
            Assert.Equal(twin.Answers.Order(StringComparer.Ordinal), answers.Order(StringComparer.Ordinal));
            Assert.Equal(twin.Waiting.Order(), waiting.Keys.Order());
            Assert.Equal(waiting.Count, rig.Engine.Status.BlockedClients);
        }

        AssertLogLeadsToTheSame(rig);
    }

    private static void AssertLogLeadsToTheSame(EngineRig rig)
    {
        using var replica = new KeyspaceStore(rig.Engine.Keyspace.DatabaseCount);
        var replayer = new EffectReplayer(replica, new ShardSettings(), RigNode.Table);
        foreach (var unit in LoggedUnits.Read(LoggedUnits.BytesOf(rig.Engine.Log, 0)))
        {
            Assert.DoesNotContain("\n0 B", "\n" + LoggedUnits.Text(unit));
            replayer.Apply(unit, rig.Time.NowMs);
        }

        Assert.Equal(KeyspaceDigest.Of(rig.Engine.Keyspace, RigNode.Table), KeyspaceDigest.Of(replica, RigNode.Table));
    }

    private static void Ask(EngineRig rig, WaitTwin twin, Dictionary<long, ShardBatch> waiting, long connection, Random random)
    {
        var commands = Enumerable.Range(0, random.Next(4) == 0 ? random.Next(2, 5) : 1).Select(_ => Command(random)).ToArray();
        var lines = commands.Select(c => string.Join(' ', c)).ToArray();
        twin.Run(connection, rig.Time.NowMs, commands);
        var batch = lines.Length == 1 ? rig.Batch(connection, lines) : rig.Transaction(connection, false, lines);
        waiting[connection] = rig.Tell(batch);
        rig.Finish();
    }

    private static void EndSomething(EngineRig rig, WaitTwin twin, Dictionary<long, ShardBatch> waiting, Random random)
    {
        if (waiting.Count > 0 && random.Next(3) == 0)
        {
            var (connection, batch) = waiting.ElementAt(random.Next(waiting.Count));
            twin.Forget(connection);
            rig.Engine.EndWait(new EndWait(connection, batch.Sequence, WaitEnd.Gone));
            rig.Finish();
            rig.Take(batch);
            waiting.Remove(connection);
            return;
        }

        rig.Time.Pass(random.Next(400));
        twin.Pass(rig.Time.NowMs);
        rig.Engine.EndDueWaits();
        rig.Finish();
    }

    private static void TakeAnswers(EngineRig rig, Dictionary<long, ShardBatch> waiting, List<string> answers)
    {
        foreach (var batch in rig.Back.ToList())
        {
            answers.Add($"{batch.ConnectionId}: {EngineRig.Replies(batch).Trim()}");
            waiting.Remove(batch.ConnectionId);
            rig.Take(batch);
        }
    }

    private static string[] Command(Random random) => random.Next(10) switch
    {
        0 => ["SET", Key(random), "x"],
        1 => ["DEL", Key(random)],
        2 => ["RENAME", Key(random), Key(random)],
        3 or 4 or 5 => ["RPUSH", Key(random), .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{random.Next(100)}")],
        6 => ["BLMOVE", Key(random), Key(random), End(random), End(random), Timeout(random)],
        7 => ["BRPOP", Key(random), Timeout(random)],
        _ => ["BLPOP", .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Key(random)), Timeout(random)],
    };

    private static string Key(Random random) => Keys[random.Next(Keys.Length)];

    private static string End(Random random) => random.Next(2) == 0 ? "LEFT" : "RIGHT";

    private static string Timeout(Random random) => random.Next(3) == 0 ? "0" : $"0.{random.Next(1, 10)}";
}
