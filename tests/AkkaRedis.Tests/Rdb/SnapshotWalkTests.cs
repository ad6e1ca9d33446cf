using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Tests.Log;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Rdb;

/// <summary>A snapshot is the state of the moment in which it began, whatever is written while it is taken.</summary>
public sealed class SnapshotWalkTests
{
    private const int Databases = 16;

    private static readonly CommandTable Table = NodeCommandTable.Build();

    [Fact]
    public void What_is_written_meanwhile_does_not_show() => Seeds.Run(300, random =>
    {
        var rig = new ShardRig(random.Next());
        for (var snapshots = random.Next(1, 4); snapshots > 0; snapshots--)
        {
            Write(rig, random, random.Next(150));
            var atBegin = KeyspaceDigest.Of(rig.Keyspace, Table);
            var file = Take(rig, random);
            Assert.Equal(atBegin, KeyspaceDigest.Of(Loaded(file), Table));
        }
    });

    [Fact]
    public void Every_key_is_written_once_and_no_key_that_came_later() => Seeds.Run(30, random =>
    {
        var rig = new ShardRig(random.Next());
        for (var i = 0; i < 500; i++)
            rig.Run($"SET before{i} {i}");
        var walk = new SnapshotWalk(rig.Keyspace, new RdbOutput());
        var file = new MemoryStream();
        var writer = new RdbFileWriter(file);
        for (var i = 0; !walk.Step(random.Next(1, 40)); i++)
        {
            rig.Run($"SET later{i} x");
            rig.Run($"SET before{random.Next(500)} changed");
            rig.Run($"DEL before{random.Next(500)}");
        }

        writer.Append(walk.Output);
        writer.End();
        Assert.Equal(500, walk.SavedKeys);
        var loaded = Loaded(file.ToArray())[0];
        Assert.Equal(500, loaded.Count);
        for (var i = 0; i < 500; i++)
            Assert.True(loaded.Find(Encoding.ASCII.GetBytes($"before{i}")).TryGetInteger(out var n) && n == i);
    });

    [Fact]
    public void A_big_value_that_changes_while_it_is_written_is_first_written_to_its_end()
    {
        var rig = new ShardRig();
        rig.Run("SET other 1");
        Push(rig, "big", 20_000);
        var walk = new SnapshotWalk(rig.Keyspace, new RdbOutput());
        while (walk.LockedKey.IsEmpty)
            Assert.False(walk.Step(1));
        Assert.True(walk.IsUnsavedBig(rig.Keyspace[0], "big"u8));
        rig.Run("SET other 2");
        rig.Run("LPOP big");
        Assert.True(walk.LockedKey.IsEmpty);
        Assert.False(walk.IsUnsavedBig(rig.Keyspace[0], "big"u8));
        Assert.True(walk.Step(1000));
        Assert.Equal(2, walk.SavedKeys);
        var loaded = Loaded(FileOf(walk.Output));
        Assert.Equal(20_000, loaded[0].Find("big"u8).Collection.Count);
        Assert.True(loaded[0].Find("other"u8).TryGetInteger(out var other) && other == 1);
    }

    [Fact]
    public void A_value_that_is_urged_comes_before_the_walk_comes_to_it()
    {
        var rig = new ShardRig();
        for (var i = 0; i < 200; i++)
            Push(rig, $"list{i}", 5000);
        var walk = new SnapshotWalk(rig.Keyspace, new RdbOutput());
        walk.Step(1);
        walk.Urge(rig.Keyspace[0], "list77"u8);
        walk.Step(1);
        Assert.True(walk.LockedKey.Span.SequenceEqual("list77"u8));
    }

    [Fact]
    public void Cleared_databases_are_freed_after_the_snapshot_has_them()
    {
        var rig = new ShardRig();
        for (var i = 0; i < 100; i++)
            rig.Run($"SET key{i} {i}");
        var walk = new SnapshotWalk(rig.Keyspace, new RdbOutput());
        rig.Run("FLUSHALL");
        Assert.False(rig.Keyspace.AnyReclaimable);
        rig.Keyspace.Reclaim(1000);
        while (!walk.Step(10))
        {
        }

        Assert.Equal(100, walk.SavedKeys);
        Assert.True(rig.Keyspace.AnyReclaimable);
        Assert.False(rig.Keyspace.Reclaim(1000));
    }

    private static void Push(ShardRig rig, string key, int elements) =>
        rig.Run(
            ["RPUSH"u8.ToArray(), Encoding.ASCII.GetBytes(key), .. Enumerable.Range(0, elements).Select(i => BitConverter.GetBytes(i))]);

    private static byte[] Take(ShardRig rig, Random random)
    {
        var walk = new SnapshotWalk(rig.Keyspace, new RdbOutput());
        var file = new MemoryStream();
        var writer = new RdbFileWriter(file);
        while (!walk.Step(random.Next(1, 200)))
        {
            if (random.Next(2) == 0)
                writer.Append(walk.Output);
            Write(rig, random, random.Next(8));
            rig.Keyspace.Reclaim(random.Next(20));
        }

        writer.Append(walk.Output);
        writer.End();
        Assert.Equal(0, walk.SkippedKeys);
        Assert.False(walk.IsBroken);
        return file.ToArray();
    }

    private static void Write(ShardRig rig, Random random, int requests)
    {
        for (; requests > 0; requests--)
        {
            rig.NowMs += random.Next(4) == 0 ? random.Next(300) : 0;
            rig.Db = random.Next(5) == 0 ? random.Next(3) : 0;
            var choice = random.Next(20);
            if (choice == 0)
                RandomValues.Write(rig, "big" + random.Next(4), random);
            else if (choice == 1)
                rig.Run($"SWAPDB {random.Next(3)} {random.Next(3)}");
            else
                Run(rig, new WriteRequests(random, rig.NowMs).Next());
        }
    }

    private static void Run(ShardRig rig, string[] request)
    {
        if (Table.Find(Encoding.ASCII.GetBytes(request[0])) is not null)
            rig.Run(request.Select(Encoding.Latin1.GetBytes).ToArray());
    }

    private static byte[] FileOf(RdbOutput output)
    {
        var file = new MemoryStream();
        var writer = new RdbFileWriter(file);
        writer.Append(output);
        writer.End();
        return file.ToArray();
    }

    private static KeyspaceStore Loaded(byte[] file)
    {
        var keyspace = new KeyspaceStore(Databases);
        var reader = new RdbFileReader(new MemoryStream(file), file.Length, RdbLimits.Of(new ShardSettings()), Databases);
        while (reader.Next() is { } key)
            key.StoreIn(keyspace[key.Db]);

        Assert.Null(reader.Fault);
        return keyspace;
    }
}
