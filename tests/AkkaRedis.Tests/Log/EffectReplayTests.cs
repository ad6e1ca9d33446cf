using System.Globalization;
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
        var rig = new ShardRig(random.Next());
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
            var request = Request(random, rig.NowMs);
            if (Table.Find(System.Text.Encoding.ASCII.GetBytes(request[0])) is not null)
                rig.Run(request.Select(System.Text.Encoding.Latin1.GetBytes).ToArray());
            if (random.Next(3) > 0)
                rig.Log.CommitUnit();
        }

        rig.Log.CommitUnit();
    }

    private static string[] Request(Random random, long nowMs)
    {
        return random.Next(44) switch
        {
            0 => ["SET", Key(), Value()],
            1 => ["SET", Key(), Value(), Pick("NX", "XX", "GET", "KEEPTTL")],
            2 => ["SET", Key(), Value(), "PX", Number(2000)],
            3 => ["SET", Key(), Value(), "PXAT", At(), Pick("NX", "XX", "GET")],
            4 => [Pick("PSETEX", "SETEX"), Key(), Number(2000), Value()],
            5 => [Pick("SETNX", "GETSET", "APPEND"), Key(), Value()],
            6 => [Pick("GETDEL", "INCR", "DECR", "PERSIST"), Key()],
            7 => ["GETEX", Key(), "PX", Number(2000)],
            8 => ["GETEX", Key(), "PXAT", At()],
            9 => ["GETEX", Key(), "PERSIST"],
            10 => [Pick("MSET", "MSETNX"), Key(), Value(), Key(), Value()],
            11 => [Pick("INCRBY", "DECRBY"), Key(), Number(100)],
            12 => ["INCRBYFLOAT", Key(), Pick("1.5", "-0.1", "1e3", "3")],
            13 => ["SETRANGE", Key(), Number(30), Value()],
            14 => [Pick("DEL", "UNLINK"), Key(), Key()],
            15 => [Pick("RENAME", "RENAMENX"), Key(), Key()],
            16 => ["COPY", Key(), Key(), Pick("REPLACE", "DB"), .. random.Next(2) == 0 ? [] : new[] { "1" }],
            17 => ["COPY", Key(), Key(), "DB", Number(3), "REPLACE"],
            18 => ["MOVE", Key(), Number(3)],
            19 => [Pick("PEXPIRE", "EXPIRE"), Key(), random.Next(5) == 0 ? "-1" : Number(2000), .. Condition()],
            20 => ["PEXPIREAT", Key(), At(), .. Condition()],
            21 => random.Next(20) == 0 ? [Pick("FLUSHDB", "FLUSHALL")] : ["GET", Key()],
            22 => random.Next(5) == 0 ? ["SWAPDB", Number(3), Number(3)] : ["MGET", Key(), Key()],
            23 => [Pick("LPUSH", "RPUSH"), List(), Value(), Value()],
            24 => [Pick("LPOP", "RPOP"), List(), .. random.Next(2) == 0 ? [] : new[] { Number(3) }],
            25 => ["LSET", List(), Number(3), Value()],
            26 => ["LREM", List(), Number(2), Value()],
            27 => ["LTRIM", List(), Number(2), Number(6)],
            28 => ["LINSERT", List(), "BEFORE", Value(), Value()],
            29 => ["HSET", Hash(), Key(), Value(), Key(), Value()],
            30 => ["HDEL", Hash(), Key(), Key()],
            31 => ["HINCRBY", Hash(), Key(), Number(10)],
            32 => ["HINCRBYFLOAT", Hash(), Key(), Pick("1.5", "-0.1", "1e3")],
            33 => ["HSETNX", Hash(), Key(), Value()],
            34 or 35 => ["ZADD", Sorted(), Number(9), Key(), Pick("1.5", "0.1", "inf"), Value()],
            36 => ["ZADD", Sorted(), Pick("NX", "XX", "GT", "LT", "CH", "INCR"), Number(9), Key()],
            37 => ["ZINCRBY", Sorted(), Pick("1", "0.1", "-3"), Key()],
            38 => ["ZREM", Sorted(), Key(), Value()],
            39 => [Pick("ZPOPMIN", "ZPOPMAX"), Sorted(), Number(3)],
            40 => ["ZMPOP", "2", Sorted(), Sorted(), Pick("MIN", "MAX")],
            41 => ["ZREMRANGEBYSCORE", Sorted(), Number(4), Number(6)],
            42 => [Pick("ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE"), Sorted(), "2", Sorted(), Sorted()],
            _ => Pick("RANGE", "GEO") == "GEO"
                ? ["GEOADD", Sorted(), Number(90), Number(80), Key()]
                : ["ZRANGESTORE", Sorted(), Sorted(), Number(3), Number(6)],
        };

        string Key() => Pick("a", "b", "c", "d", "e", "l", "h", "z");
        string List() => Pick("l", "l", "m", "a");
        string Hash() => Pick("h", "h", "i", "a");
        string Sorted() => Pick("z", "z", "y", "a");
        string Value() => random.Next(2) == 0 ? Number(20) : Pick("x", "y", "zzzz", "1.5", "");
        string Number(int below) => random.Next(below).ToString(CultureInfo.InvariantCulture);
        string At() => (nowMs + random.Next(-1000, 3000)).ToString(CultureInfo.InvariantCulture);
        string[] Condition() => random.Next(2) == 0 ? [] : [Pick("NX", "XX", "GT", "LT")];
        string Pick(params string[] any) => any[random.Next(any.Length)];
    }
}
