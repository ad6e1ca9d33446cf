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

    private const string Libraries = "No data of the keyspace; replayed in the tests of functions.";

    /// <summary>Rows that write and that no random run can ask, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotAsked = new()
    {
        ["function|load"] = Libraries, ["function|delete"] = Libraries, ["function|flush"] = Libraries, ["function|restore"] = Libraries,
    };

    public static TheoryData<string> WriteRows() =>
        [.. Table.All.Where(row => row is ShardCommand && row.IsWrite && !NotAsked.ContainsKey(row.Name)).Select(row => row.Name)];

    [Fact]
    public void A_replayed_log_leads_to_the_same_data() =>
        Seeds.Run(400, random => _ = Replay(random, random.Next(1, 5), requests => requests.Next()));

    [Theory]
    [MemberData(nameof(WriteRows))]
    public void Runs_of_a_write_row_are_replayed(string name)
    {
        var logged = new HashSet<string>(StringComparer.Ordinal);
        Seeds.Run(12, random => logged.UnionWith(Replay(
            random, 3, requests => random.Next(3) == 0 ? RequestOf(name, requests) : requests.Next())));
        Assert.Contains(name, logged);
    }

    [Fact]
    public void A_log_that_cannot_be_carried_out_is_noticed()
    {
        var replayer = new EffectReplayer(new KeyspaceStore(16), new ShardSettings(), Table);
        Assert.Throws<InvariantException>(() => replayer.Apply([(0, Words("NOSUCH a"))], 0));
        Assert.Throws<InvariantException>(() => replayer.Apply([(0, Words("GET a"))], 0));
        Assert.Throws<InvariantException>(() => replayer.Apply([(0, Words("SET a b")), (0, Words("INCR a"))], 0));
    }

    private static Args Words(string text) => Args.Of(text.Split(' ').Select(System.Text.Encoding.ASCII.GetBytes).ToArray());

    /// <summary>Writes and replays some times; the rows that had an effect.</summary>
    private static HashSet<string> Replay(Random random, int rounds, Func<WriteRequests, string[]> next)
    {
        var rig = new ShardRig(random.Next(), new ShardSettings { SliceElements = random.Next(2) == 0 ? 1 : 5000 });
        var replica = new KeyspaceStore(16);
        var replayer = new EffectReplayer(replica, new ShardSettings(), Table);
        var laterMs = random.Next(3) == 0 ? 0 : random.NextInt64(1_000_000);
        var logged = new HashSet<string>(StringComparer.Ordinal);
        for (; rounds > 0; rounds--)
        {
            var from = rig.Log.EndOffset;
            WriteSome(rig, random, next, logged);
            foreach (var unit in LoggedUnits.Read(LoggedUnits.BytesOf(rig.Log, from)))
                replayer.Apply(unit, rig.NowMs + laterMs);
            Assert.Equal(KeyspaceDigest.Of(rig.Keyspace, Table), KeyspaceDigest.Of(replica, Table));
        }

        return logged;
    }

    private static void WriteSome(ShardRig rig, Random random, Func<WriteRequests, string[]> next, HashSet<string> logged)
    {
        for (var n = random.Next(1, 80); n > 0; n--)
        {
            rig.NowMs += random.Next(4) == 0 ? random.Next(3000) : 0;
            rig.Db = random.Next(5) == 0 ? random.Next(3) : 0;
            var request = next(new WriteRequests(random, rig.NowMs));
            var before = rig.Log.EndOffset;
            rig.Run(request.Select(System.Text.Encoding.Latin1.GetBytes).ToArray());
            if (rig.Log.EndOffset > before)
                logged.Add(NameOf(request));
        }
    }

    private static string[] RequestOf(string name, WriteRequests requests)
    {
        for (var tries = 0; tries < 20_000; tries++)
        {
            var request = requests.Next();
            if (NameOf(request) == name)
                return request;
        }

        throw new InvalidOperationException($"{nameof(WriteRequests)} has no {name}");
    }

    /// <summary>The row's name: that of a subcommand with its container.</summary>
    private static string NameOf(string[] request)
    {
        var row = Table.Find(System.Text.Encoding.ASCII.GetBytes(request[0]))!;
        return row.Subcommands.Count > 0 ? $"{row.Name}|{request[1].ToLowerInvariant()}" : row.Name;
    }
}
