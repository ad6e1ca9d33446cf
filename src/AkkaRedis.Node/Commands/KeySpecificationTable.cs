using static AkkaRedis.Node.Commands.KeySpecification;
using static AkkaRedis.Node.Commands.KeyUse;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// The key specifications of all commands, as in redis-server 7.0.15: a line for each rule, or pair of rules, with the names
/// that have it. Only COMMAND reads them, so they are not part of the rows, and are made when first asked for.
/// </summary>
internal static class KeySpecificationTable
{
    private static readonly Lazy<Dictionary<string, KeySpecification[]>> ByName = new(Build);

    /// <summary>The specifications of a row by its full name; none when it has no keys.</summary>
    public static IReadOnlyList<KeySpecification> Of(string name) => ByName.Value.GetValueOrDefault(name, []);

    private static Dictionary<string, KeySpecification[]> Build()
    {
        var table = new Dictionary<string, KeySpecification[]>();
        foreach (var (names, specifications) in (IEnumerable<(string, KeySpecification[])>)[.. Reading(), .. Writing(), .. Moving()])
        {
            foreach (var name in names.Split(' '))
                table.Add(name, specifications);
        }

        return table;
    }

    private static (string Names, KeySpecification[] Specifications)[] Reading() =>
    [
        ("bitcount bitfield_ro bitpos dump expiretime geodist geohash geopos georadius_ro georadiusbymember_ro geosearch get getbit "
            + "getrange hget hgetall hkeys hmget hrandfield hscan hvals lindex lpos lrange pexpiretime pttl smembers smismember "
            + "srandmember sscan substr ttl xpending xrange xrevrange zcount zlexcount zmscore zrandmember zrange zrangebylex "
            + "zrangebyscore zrank zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore", [At(1, Ro | Access)]),
        ("hexists hlen hstrlen llen scard sismember strlen type xlen zcard", [At(1, Ro)]),
        ("memory|usage object|encoding object|freq object|idletime object|refcount", [At(2, Ro)]),
        ("xinfo|consumers xinfo|groups xinfo|stream", [At(2, Ro | Access)]),
        ("mget sdiff sinter sunion", [At(1, Ro | Access, last: -1)]),
        ("exists touch watch", [At(1, Ro, last: -1)]),
        ("lcs", [At(1, Ro | Access, last: 1)]),
        ("sintercard zdiff zinter zintercard zunion", [CountedAt(1, Ro | Access)]),
        ("eval_ro evalsha_ro fcall_ro", [CountedAt(2, Ro | Access)]),
        ("xread", [After("STREAMS", 1, Ro | Access, last: -1, limit: 2)]),
        ("xreadgroup", [After("STREAMS", 4, Ro | Access, last: -1, limit: 2)]),
        ("pfcount", [At(1, Rw | Access, last: -1)]),
        ("pfdebug", [At(2, Rw | Access)]),
        ("sort_ro", [At(1, Ro | Access), Unknown(Ro | Access)]),
        ("spublish", [At(1, NotKey)]),
        ("ssubscribe sunsubscribe", [At(1, NotKey, last: -1)]),
    ];

    /// <summary>All keys of a command are written alike.</summary>
    private static (string Names, KeySpecification[] Specifications)[] Writing() =>
    [
        ("expire expireat geoadd hmset hset lset persist pexpire pexpireat setrange xack xadd xclaim xsetid zadd", [At(1, Rw | Update)]),
        ("decr decrby getex getset hincrby hincrbyfloat incr incrby incrbyfloat move setbit zincrby", [At(1, Rw | Access | Update)]),
        ("bitfield set", [At(1, Rw | Access | Update | VariableFlags)]),
        ("append hsetnx linsert lpush lpushx pfadd rpush rpushx sadd", [At(1, Rw | Insert)]),
        ("hdel lrem ltrim srem xautoclaim xdel xtrim zrem zremrangebylex zremrangebyrank zremrangebyscore", [At(1, Rw | Delete)]),
        ("getdel lpop rpop spop zpopmax zpopmin", [At(1, Rw | Access | Delete)]),
        ("blpop brpop bzpopmax bzpopmin", [At(1, Rw | Access | Delete, last: -2)]),
        ("lmpop zmpop", [CountedAt(1, Rw | Access | Delete)]),
        ("blmpop bzmpop", [CountedAt(2, Rw | Access | Delete)]),
        ("eval evalsha fcall", [CountedAt(2, Rw | Access | Update)]),
        ("del unlink", [At(1, Rm | Delete, last: -1)]),
        ("psetex restore restore-asking setex", [At(1, Ow | Update)]),
        ("setnx", [At(1, Ow | Insert)]),
        ("mset", [At(1, Ow | Update, last: -1, step: 2)]),
        ("msetnx", [At(1, Ow | Insert, last: -1, step: 2)]),
        ("xgroup|create xgroup|createconsumer", [At(2, Rw | Insert)]),
        ("xgroup|delconsumer xgroup|destroy", [At(2, Rw | Delete)]),
        ("xgroup|setid", [At(2, Rw | Update)]),
    ];

    /// <summary>From keys that are read, or taken from, to one that is written.</summary>
    private static (string Names, KeySpecification[] Specifications)[] Moving() =>
    [
        ("blmove brpoplpush lmove rpoplpush smove", [At(1, Rw | Access | Delete), At(2, Rw | Insert)]),
        ("rename", [At(1, Rw | Access | Delete), At(2, Ow | Update)]),
        ("renamenx", [At(1, Rw | Access | Delete), At(2, Ow | Insert)]),
        ("copy", [At(1, Ro | Access), At(2, Ow | Update)]),
        ("geosearchstore zrangestore", [At(1, Ow | Update), At(2, Ro | Access)]),
        ("sdiffstore sunionstore", [At(1, Ow | Update), At(2, Ro | Access, last: -1)]),
        ("sinterstore", [At(1, Rw | Update), At(2, Ro | Access, last: -1)]),
        ("zdiffstore zinterstore zunionstore", [At(1, Ow | Update), CountedAt(2, Ro | Access)]),
        ("pfmerge", [At(1, Rw | Access | Insert), At(2, Ro | Access, last: -1)]),
        ("bitop", [At(2, Ow | Update), At(3, Ro | Access, last: -1)]),
        ("sort", [At(1, Ro | Access), Unknown(Ro | Access), Unknown(Ow | Update)]),
        ("georadius", [At(1, Ro | Access), After("STORE", 6, Ow | Update), After("STOREDIST", 6, Ow | Update)]),
        ("georadiusbymember", [At(1, Ro | Access), After("STORE", 5, Ow | Update), After("STOREDIST", 5, Ow | Update)]),
        ("migrate", [At(3, Rw | Access | Delete), After("KEYS", -2, Rw | Access | Delete | Incomplete, last: -1)]),
    ];
}
