using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Log;

/// <summary>What is done to thousands of pending entries at once is what is done to them a hundred at a time.</summary>
public sealed class ManyPendingTests
{
    private const int Entries = 3000;

    private static readonly CommandTable Table = NodeCommandTable.Build();

    [Theory]
    [InlineData("XAUTOCLAIM s g new 0 @ COUNT #")]
    [InlineData("XAUTOCLAIM s g old 0 @ COUNT # JUSTID")]
    [InlineData("XREADGROUP GROUP g old COUNT # STREAMS s @")]
    public void One_command_does_what_many_do(string command)
    {
        var one = Filled();
        var from = one.Log.EndOffset;
        RunAll(one, command, count: Entries);
        var many = Filled();
        RunAll(many, command, count: 100);
        var digest = KeyspaceDigest.Of(many.Keyspace, Table);
        Assert.Equal(digest, KeyspaceDigest.Of(one.Keyspace, Table));
        Assert.Equal(digest, Replayed(one, from));
        var stream = one.Keyspace[0].Find("s"u8).Collection;
        Assert.Equal(HeapGraph.BytesOf(stream), stream.MemoryBytes);
    }

    private static ShardRig Filled()
    {
        var rig = new ShardRig(settings: new ShardSettings { SliceElements = 10 });
        rig.Run("XGROUP CREATE s g 0 MKSTREAM");
        for (var i = 1; i <= Entries; i++)
            rig.Run($"XADD s {i} f v");
        rig.Run($"XREADGROUP GROUP g old COUNT {Entries - 70} STREAMS s >");
        rig.Run("XREADGROUP GROUP g other STREAMS s >");
        for (var i = 7; i <= Entries; i += 50)
            rig.Run($"XDEL s {i}");
        return rig;
    }

    /// <summary>Runs the command from id to id until all entries had their turn.</summary>
    private static void RunAll(ShardRig rig, string command, int count)
    {
        for (var start = 0; start < Entries; start += count)
            rig.Run(command.Replace("@", $"{start}-1").Replace("#", $"{count}"));
    }

    private static string Replayed(ShardRig rig, long from)
    {
        var replica = Filled();
        var replayer = new EffectReplayer(replica.Keyspace, replica.Settings, Table);
        foreach (var unit in LoggedUnits.Read(LoggedUnits.BytesOf(rig.Log, from)))
            replayer.Apply(unit, rig.NowMs + 5_000);
        return KeyspaceDigest.Of(replica.Keyspace, Table);
    }
}
