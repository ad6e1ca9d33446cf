using System.Globalization;
using System.Text;
using AkkaRedis.Tests.Rdb;

namespace AkkaRedis.Tests.Log;

/// <summary>Random writes on a few keys, so that kinds meet: about half of the keys a command gets are of its own kind.</summary>
internal sealed class WriteRequests(Random random, long nowMs)
{
    public string[] Next() => random.Next(12) switch
    {
        0 or 1 => OfString(),
        2 => OfKey(),
        3 => OfList(),
        4 => OfHash(),
        5 => OfBits(),
        6 => OfSet(),
        7 => OfSortedSet(),
        8 => OfStream(),
        9 => OfListPops(),
        10 => OfPlaces(),
        _ => random.Next(20) == 0 ? [Pick("FLUSHDB", "FLUSHALL")] : Read(),
    };

    private string[] OfString() => random.Next(11) switch
    {
        0 => ["SET", Key(), Value()],
        1 => ["SET", Key(), Value(), Pick("NX", "XX", "GET", "KEEPTTL")],
        2 => ["SET", Key(), Value(), "PX", Number(2000)],
        3 => ["SET", Key(), Value(), "PXAT", At(), Pick("NX", "XX", "GET")],
        4 => [Pick("PSETEX", "SETEX"), Key(), Number(2000), Value()],
        5 => [Pick("SETNX", "GETSET", "APPEND"), Key(), Value()],
        6 => ["GETEX", Key(), .. random.Next(3) switch { 0 => ["PX", Number(2000)], 1 => ["PXAT", At()], _ => new[] { "PERSIST" } }],
        7 => [Pick("MSET", "MSETNX"), Key(), Value(), Key(), Value()],
        8 => [Pick("INCRBY", "DECRBY"), Key(), Number(100)],
        9 => ["INCRBYFLOAT", Key(), Pick("1.5", "-0.1", "1e3", "3")],
        _ => ["SETRANGE", Key(), Number(30), Value()],
    };

    private string[] OfKey() => random.Next(10) switch
    {
        0 => [Pick("GETDEL", "INCR", "DECR", "PERSIST"), Key()],
        1 => [Pick("DEL", "UNLINK"), Key(), Key()],
        2 => [Pick("RENAME", "RENAMENX"), Key(), Key()],
        3 => ["COPY", Key(), Key(), Pick("REPLACE", "DB"), .. random.Next(2) == 0 ? [] : new[] { "1" }],
        4 => ["COPY", Key(), Key(), "DB", Number(3), "REPLACE"],
        5 => ["MOVE", Key(), Number(3)],
        6 => [Pick("PEXPIRE", "EXPIRE"), Key(), random.Next(5) == 0 ? "-1" : Number(2000), .. Condition()],
        7 => ["EXPIREAT", Key(), Pick("1", "1700000001", "2000000000"), .. Condition()],
        8 =>
        [
            Pick("RESTORE", "RESTORE", "RESTORE-ASKING"), Key(), Pick("0", "0", Number(2000)), PayloadOfText(),
            .. random.Next(2) == 0 ? [] : new[] { "REPLACE" },
        ],
        _ => ["PEXPIREAT", Key(), At(), .. Condition()],
    };

    private string[] OfList() => random.Next(7) switch
    {
        0 => [Pick("LPUSH", "RPUSH", "LPUSHX", "RPUSHX"), List(), Value(), Value()],
        1 => [Pick("LPOP", "RPOP"), List(), .. Count(3)],
        2 => ["LSET", List(), Number(3), Value()],
        3 => ["LREM", List(), Number(2), Value()],
        4 => ["LTRIM", List(), Number(2), Number(6)],
        5 => ["LINSERT", List(), "BEFORE", Value(), Value()],
        _ => ["SORT", Pick(List(), Set()), "BY", Pick("*", "none"), "ALPHA", "GET", "*", "GET", "#", "STORE", List()],
    };

    private string[] OfListPops() => random.Next(6) switch
    {
        0 => [Pick("RPOPLPUSH", "BRPOPLPUSH"), List(), List(), "1"],
        1 => ["RPOPLPUSH", List(), List()],
        2 => ["LMOVE", List(), List(), End(), End()],
        3 => ["BLMOVE", List(), List(), End(), End(), "1"],
        4 => [Pick("BLPOP", "BRPOP"), List(), List(), "1"],
        _ => random.Next(2) == 0
            ? ["LMPOP", "2", List(), List(), End(), "COUNT", Pick("1", "2", "9")]
            : ["BLMPOP", "1", "2", List(), List(), End()],
    };

    private string[] OfPlaces() => random.Next(5) switch
    {
        0 => ["GEOADD", Sorted(), Number(90), Number(80), Key(), Number(90), Number(80), Value()],
        1 => ["GEORADIUS", Sorted(), Number(90), Number(80), "5000", "km", Pick("STORE", "STOREDIST"), Sorted()],
        2 => ["GEORADIUSBYMEMBER", Sorted(), Key(), "5000", "km", Pick("STORE", "STOREDIST"), Sorted()],
        3 => ["GEOSEARCHSTORE", Sorted(), Sorted(), "FROMLONLAT", Number(90), Number(80), "BYRADIUS", "5000", "km"],
        _ => ["ZREMRANGEBYRANK", Sorted(), Number(4), Number(6)],
    };

    private string[] OfHash() => random.Next(5) switch
    {
        0 => [Pick("HSET", "HMSET"), Hash(), Key(), Value(), Key(), Value()],
        1 => ["HDEL", Hash(), Key(), Key()],
        2 => ["HINCRBY", Hash(), Key(), Number(10)],
        3 => ["HINCRBYFLOAT", Hash(), Key(), Pick("1.5", "-0.1", "1e3")],
        _ => ["HSETNX", Hash(), Key(), Value()],
    };

    private string[] OfBits() => random.Next(6) switch
    {
        0 => ["SETBIT", Key(), Number(300), Pick("0", "1")],
        1 => ["BITOP", Pick("AND", "OR", "XOR"), Key(), Key(), Key()],
        2 => ["BITFIELD", Key(), "OVERFLOW", Pick("WRAP", "SAT", "FAIL"), Pick("SET", "INCRBY"), "u7", Number(400), Number(200)],
        3 => ["PFADD", Log(), Value(), Value()],
        4 => random.Next(4) == 0 ? ["PFDEBUG", Pick("TODENSE", "GETREG"), Log()] : ["PFMERGE", Log(), Log(), Log()],
        _ => [Pick("PFCOUNT", "GET"), Log()],
    };

    private string[] OfSet() => random.Next(5) switch
    {
        0 or 1 => ["SADD", Set(), Value(), Value(), Value()],
        2 => [Pick("SREM", "SADD"), Set(), Value(), Value()],
        3 => ["SPOP", Set(), .. Count(6)],
        _ => random.Next(2) == 0
            ? ["SMOVE", Set(), Set(), Value()]
            : [Pick("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"), Set(), Set(), Set()],
    };

    private string[] OfSortedSet() => random.Next(10) switch
    {
        0 or 1 => ["ZADD", Sorted(), Number(9), Key(), Pick("1.5", "0.1", "inf"), Value()],
        2 => ["ZADD", Sorted(), Pick("NX", "XX", "GT", "LT", "CH", "INCR"), Number(9), Key()],
        3 => ["ZINCRBY", Sorted(), Pick("1", "0.1", "-3"), Key()],
        4 => ["ZREM", Sorted(), Key(), Value()],
        5 => [Pick("ZPOPMIN", "ZPOPMAX", "BZPOPMIN", "BZPOPMAX"), Sorted(), Number(3)],
        6 => random.Next(2) == 0
            ? ["ZMPOP", "2", Sorted(), Sorted(), Pick("MIN", "MAX")]
            : ["BZMPOP", "1", "2", Sorted(), Sorted(), Pick("MIN", "MAX")],
        7 => random.Next(2) == 0 ? ["ZREMRANGEBYSCORE", Sorted(), Number(4), Number(6)] : ["ZREMRANGEBYLEX", Sorted(), "[a", "[c"],
        8 => [Pick("ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE"), Sorted(), "2", Sorted(), Pick(Sorted(), Set())],
        _ => random.Next(2) == 0
            ? ["GEOADD", Sorted(), Number(90), Number(80), Key()]
            : ["ZRANGESTORE", Sorted(), Sorted(), Number(3), Number(6)],
    };

    private string[] OfStream() => random.Next(12) switch
    {
        0 or 1 or 2 => ["XADD", Stream(), Pick("*", "5-*", "7-1"), Key(), Value()],
        3 => ["XADD", Stream(), Pick("MAXLEN", "MINID"), Pick("~", "="), Number(9), "*", Key(), Value(), Value(), Key()],
        4 => ["XTRIM", Stream(), "MAXLEN", Number(5)],
        5 => ["XDEL", Stream(), "5-" + Number(5), "7-1", nowMs + "-0"],
        6 => ["XGROUP", "CREATE", Stream(), "g", Pick("0", "$"), "MKSTREAM"],
        7 => ["XREADGROUP", "GROUP", "g", Key(), "COUNT", Number(3), "STREAMS", Stream(), Pick(">", ">", "0")],
        8 => ["XACK", Stream(), "g", "5-" + Number(5), "7-1"],
        9 => random.Next(2) == 0
            ? ["XCLAIM", Stream(), "g", Key(), Number(2000), "5-" + Number(5), "7-1", Pick("FORCE", "JUSTID")]
            : ["XAUTOCLAIM", Stream(), "g", Key(), Number(2000), "0", "COUNT", "3"],
        10 => random.Next(4) == 0
            ? ["XGROUP", "DESTROY", Stream(), "g"]
            : ["XGROUP", Pick("DELCONSUMER", "CREATECONSUMER", "SETID"), Stream(), "g", Pick(Key(), Number(9))],
        _ => ["XSETID", Stream(), "9-" + Number(5), "ENTRIESADDED", Number(90)],
    };

    private string[] Read() => random.Next(5) == 0 ? ["SWAPDB", Number(3), Number(3)] : [Pick("GET", "TTL"), Key()];

    private static string PayloadOfText() => Encoding.Latin1.GetString(Payloads.OfTexts(Payloads.List, 2, "x", "7"));

    private string End() => Pick("LEFT", "RIGHT");

    private string Key() => Pick("a", "b", "c", "d", "e", "l", "h", "s", "z", "x");

    private string List() => Pick("l", "l", "m", "a");

    private string Log() => Pick("log", "log2", "a");

    private string Hash() => Pick("h", "h", "i", "a");

    private string Set() => Pick("s", "s", "t", "u", "a");

    private string Sorted() => Pick("z", "z", "y", "a");

    private string Stream() => Pick("x", "x", "w", "a");

    private string Value() => random.Next(2) == 0 ? Number(20) : Pick("x", "y", "zzzz", "1.5", "");

    private string Number(int below) => random.Next(below).ToString(CultureInfo.InvariantCulture);

    private string[] Count(int below) => random.Next(2) == 0 ? [] : [Number(below)];

    private string At() => (nowMs + random.Next(-1000, 3000)).ToString(CultureInfo.InvariantCulture);

    private string[] Condition() => random.Next(2) == 0 ? [] : [Pick("NX", "XX", "GT", "LT")];

    private string Pick(params string[] any) => any[random.Next(any.Length)];
}
