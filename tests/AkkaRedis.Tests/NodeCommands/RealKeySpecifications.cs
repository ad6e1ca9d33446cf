namespace AkkaRedis.Tests.NodeCommands;

/// <summary>
/// The key specifications that redis-server 7.0.15 answers to COMMAND, one command or subcommand a line: its name, then for each
/// specification flags, where keys begin and how they are found; the notes are left out.
/// </summary>
internal static class RealKeySpecifications
{
    private static readonly Dictionary<string, string> ByName = Text.Split('\n')
        .Select(line => line.Split(' ', 2))
        .ToDictionary(f => f[0], f => f[1]);

    /// <summary>Empty for a command that has none.</summary>
    public static string Of(string name) => ByName.GetValueOrDefault(name, "");

    /// <summary>The same of a reply to COMMAND INFO.</summary>
    public static string TextOf(List<object?> specifications) =>
        string.Join(' ', specifications.Cast<List<object?>>().Select(TextOfOne));

    private static string TextOfOne(List<object?> specification)
    {
        var flags = (List<object?>)RespValue.Get(specification, "flags")!;
        return $"{string.Join(',', flags)}|{Rule("begin_search")}|{Rule("find_keys")}";

        string Rule(string key)
        {
            var rule = (List<object?>)RespValue.Get(specification, key)!;
            var values = ((List<object?>)RespValue.Get(rule, "spec")!).Where((_, i) => i % 2 == 1);
            return string.Join(':', values.Prepend(RespValue.Get(rule, "type")));
        }
    }

    private const string Text = """
        append RW,insert|index:1|range:0:1:0
        bitcount RO,access|index:1|range:0:1:0
        bitfield RW,access,update,variable_flags|index:1|range:0:1:0
        bitfield_ro RO,access|index:1|range:0:1:0
        bitop OW,update|index:2|range:0:1:0 RO,access|index:3|range:-1:1:0
        bitpos RO,access|index:1|range:0:1:0
        blmove RW,access,delete|index:1|range:0:1:0 RW,insert|index:2|range:0:1:0
        blmpop RW,access,delete|index:2|keynum:0:1:1
        blpop RW,access,delete|index:1|range:-2:1:0
        brpop RW,access,delete|index:1|range:-2:1:0
        brpoplpush RW,access,delete|index:1|range:0:1:0 RW,insert|index:2|range:0:1:0
        bzmpop RW,access,delete|index:2|keynum:0:1:1
        bzpopmax RW,access,delete|index:1|range:-2:1:0
        bzpopmin RW,access,delete|index:1|range:-2:1:0
        copy RO,access|index:1|range:0:1:0 OW,update|index:2|range:0:1:0
        decr RW,access,update|index:1|range:0:1:0
        decrby RW,access,update|index:1|range:0:1:0
        del RM,delete|index:1|range:-1:1:0
        dump RO,access|index:1|range:0:1:0
        eval RW,access,update|index:2|keynum:0:1:1
        eval_ro RO,access|index:2|keynum:0:1:1
        evalsha RW,access,update|index:2|keynum:0:1:1
        evalsha_ro RO,access|index:2|keynum:0:1:1
        exists RO|index:1|range:-1:1:0
        expire RW,update|index:1|range:0:1:0
        expireat RW,update|index:1|range:0:1:0
        expiretime RO,access|index:1|range:0:1:0
        fcall RW,access,update|index:2|keynum:0:1:1
        fcall_ro RO,access|index:2|keynum:0:1:1
        geoadd RW,update|index:1|range:0:1:0
        geodist RO,access|index:1|range:0:1:0
        geohash RO,access|index:1|range:0:1:0
        geopos RO,access|index:1|range:0:1:0
        georadius RO,access|index:1|range:0:1:0 OW,update|keyword:STORE:6|range:0:1:0 OW,update|keyword:STOREDIST:6|range:0:1:0
        georadius_ro RO,access|index:1|range:0:1:0
        georadiusbymember RO,access|index:1|range:0:1:0 OW,update|keyword:STORE:5|range:0:1:0 OW,update|keyword:STOREDIST:5|range:0:1:0
        georadiusbymember_ro RO,access|index:1|range:0:1:0
        geosearch RO,access|index:1|range:0:1:0
        geosearchstore OW,update|index:1|range:0:1:0 RO,access|index:2|range:0:1:0
        get RO,access|index:1|range:0:1:0
        getbit RO,access|index:1|range:0:1:0
        getdel RW,access,delete|index:1|range:0:1:0
        getex RW,access,update|index:1|range:0:1:0
        getrange RO,access|index:1|range:0:1:0
        getset RW,access,update|index:1|range:0:1:0
        hdel RW,delete|index:1|range:0:1:0
        hexists RO|index:1|range:0:1:0
        hget RO,access|index:1|range:0:1:0
        hgetall RO,access|index:1|range:0:1:0
        hincrby RW,access,update|index:1|range:0:1:0
        hincrbyfloat RW,access,update|index:1|range:0:1:0
        hkeys RO,access|index:1|range:0:1:0
        hlen RO|index:1|range:0:1:0
        hmget RO,access|index:1|range:0:1:0
        hmset RW,update|index:1|range:0:1:0
        hrandfield RO,access|index:1|range:0:1:0
        hscan RO,access|index:1|range:0:1:0
        hset RW,update|index:1|range:0:1:0
        hsetnx RW,insert|index:1|range:0:1:0
        hstrlen RO|index:1|range:0:1:0
        hvals RO,access|index:1|range:0:1:0
        incr RW,access,update|index:1|range:0:1:0
        incrby RW,access,update|index:1|range:0:1:0
        incrbyfloat RW,access,update|index:1|range:0:1:0
        lcs RO,access|index:1|range:1:1:0
        lindex RO,access|index:1|range:0:1:0
        linsert RW,insert|index:1|range:0:1:0
        llen RO|index:1|range:0:1:0
        lmove RW,access,delete|index:1|range:0:1:0 RW,insert|index:2|range:0:1:0
        lmpop RW,access,delete|index:1|keynum:0:1:1
        lpop RW,access,delete|index:1|range:0:1:0
        lpos RO,access|index:1|range:0:1:0
        lpush RW,insert|index:1|range:0:1:0
        lpushx RW,insert|index:1|range:0:1:0
        lrange RO,access|index:1|range:0:1:0
        lrem RW,delete|index:1|range:0:1:0
        lset RW,update|index:1|range:0:1:0
        ltrim RW,delete|index:1|range:0:1:0
        memory|usage RO|index:2|range:0:1:0
        mget RO,access|index:1|range:-1:1:0
        migrate RW,access,delete|index:3|range:0:1:0 RW,access,delete,incomplete|keyword:KEYS:-2|range:-1:1:0
        move RW,access,update|index:1|range:0:1:0
        mset OW,update|index:1|range:-1:2:0
        msetnx OW,insert|index:1|range:-1:2:0
        object|encoding RO|index:2|range:0:1:0
        object|freq RO|index:2|range:0:1:0
        object|idletime RO|index:2|range:0:1:0
        object|refcount RO|index:2|range:0:1:0
        persist RW,update|index:1|range:0:1:0
        pexpire RW,update|index:1|range:0:1:0
        pexpireat RW,update|index:1|range:0:1:0
        pexpiretime RO,access|index:1|range:0:1:0
        pfadd RW,insert|index:1|range:0:1:0
        pfcount RW,access|index:1|range:-1:1:0
        pfdebug RW,access|index:2|range:0:1:0
        pfmerge RW,access,insert|index:1|range:0:1:0 RO,access|index:2|range:-1:1:0
        psetex OW,update|index:1|range:0:1:0
        pttl RO,access|index:1|range:0:1:0
        rename RW,access,delete|index:1|range:0:1:0 OW,update|index:2|range:0:1:0
        renamenx RW,access,delete|index:1|range:0:1:0 OW,insert|index:2|range:0:1:0
        restore OW,update|index:1|range:0:1:0
        restore-asking OW,update|index:1|range:0:1:0
        rpop RW,access,delete|index:1|range:0:1:0
        rpoplpush RW,access,delete|index:1|range:0:1:0 RW,insert|index:2|range:0:1:0
        rpush RW,insert|index:1|range:0:1:0
        rpushx RW,insert|index:1|range:0:1:0
        sadd RW,insert|index:1|range:0:1:0
        scard RO|index:1|range:0:1:0
        sdiff RO,access|index:1|range:-1:1:0
        sdiffstore OW,update|index:1|range:0:1:0 RO,access|index:2|range:-1:1:0
        set RW,access,update,variable_flags|index:1|range:0:1:0
        setbit RW,access,update|index:1|range:0:1:0
        setex OW,update|index:1|range:0:1:0
        setnx OW,insert|index:1|range:0:1:0
        setrange RW,update|index:1|range:0:1:0
        sinter RO,access|index:1|range:-1:1:0
        sintercard RO,access|index:1|keynum:0:1:1
        sinterstore RW,update|index:1|range:0:1:0 RO,access|index:2|range:-1:1:0
        sismember RO|index:1|range:0:1:0
        smembers RO,access|index:1|range:0:1:0
        smismember RO,access|index:1|range:0:1:0
        smove RW,access,delete|index:1|range:0:1:0 RW,insert|index:2|range:0:1:0
        sort RO,access|index:1|range:0:1:0 RO,access|unknown|unknown OW,update|unknown|unknown
        sort_ro RO,access|index:1|range:0:1:0 RO,access|unknown|unknown
        spop RW,access,delete|index:1|range:0:1:0
        spublish not_key|index:1|range:0:1:0
        srandmember RO,access|index:1|range:0:1:0
        srem RW,delete|index:1|range:0:1:0
        sscan RO,access|index:1|range:0:1:0
        ssubscribe not_key|index:1|range:-1:1:0
        strlen RO|index:1|range:0:1:0
        substr RO,access|index:1|range:0:1:0
        sunion RO,access|index:1|range:-1:1:0
        sunionstore OW,update|index:1|range:0:1:0 RO,access|index:2|range:-1:1:0
        sunsubscribe not_key|index:1|range:-1:1:0
        touch RO|index:1|range:-1:1:0
        ttl RO,access|index:1|range:0:1:0
        type RO|index:1|range:0:1:0
        unlink RM,delete|index:1|range:-1:1:0
        watch RO|index:1|range:-1:1:0
        xack RW,update|index:1|range:0:1:0
        xadd RW,update|index:1|range:0:1:0
        xautoclaim RW,delete|index:1|range:0:1:0
        xclaim RW,update|index:1|range:0:1:0
        xdel RW,delete|index:1|range:0:1:0
        xgroup|create RW,insert|index:2|range:0:1:0
        xgroup|createconsumer RW,insert|index:2|range:0:1:0
        xgroup|delconsumer RW,delete|index:2|range:0:1:0
        xgroup|destroy RW,delete|index:2|range:0:1:0
        xgroup|setid RW,update|index:2|range:0:1:0
        xinfo|consumers RO,access|index:2|range:0:1:0
        xinfo|groups RO,access|index:2|range:0:1:0
        xinfo|stream RO,access|index:2|range:0:1:0
        xlen RO|index:1|range:0:1:0
        xpending RO,access|index:1|range:0:1:0
        xrange RO,access|index:1|range:0:1:0
        xread RO,access|keyword:STREAMS:1|range:-1:1:2
        xreadgroup RO,access|keyword:STREAMS:4|range:-1:1:2
        xrevrange RO,access|index:1|range:0:1:0
        xsetid RW,update|index:1|range:0:1:0
        xtrim RW,delete|index:1|range:0:1:0
        zadd RW,update|index:1|range:0:1:0
        zcard RO|index:1|range:0:1:0
        zcount RO,access|index:1|range:0:1:0
        zdiff RO,access|index:1|keynum:0:1:1
        zdiffstore OW,update|index:1|range:0:1:0 RO,access|index:2|keynum:0:1:1
        zincrby RW,access,update|index:1|range:0:1:0
        zinter RO,access|index:1|keynum:0:1:1
        zintercard RO,access|index:1|keynum:0:1:1
        zinterstore OW,update|index:1|range:0:1:0 RO,access|index:2|keynum:0:1:1
        zlexcount RO,access|index:1|range:0:1:0
        zmpop RW,access,delete|index:1|keynum:0:1:1
        zmscore RO,access|index:1|range:0:1:0
        zpopmax RW,access,delete|index:1|range:0:1:0
        zpopmin RW,access,delete|index:1|range:0:1:0
        zrandmember RO,access|index:1|range:0:1:0
        zrange RO,access|index:1|range:0:1:0
        zrangebylex RO,access|index:1|range:0:1:0
        zrangebyscore RO,access|index:1|range:0:1:0
        zrangestore OW,update|index:1|range:0:1:0 RO,access|index:2|range:0:1:0
        zrank RO,access|index:1|range:0:1:0
        zrem RW,delete|index:1|range:0:1:0
        zremrangebylex RW,delete|index:1|range:0:1:0
        zremrangebyrank RW,delete|index:1|range:0:1:0
        zremrangebyscore RW,delete|index:1|range:0:1:0
        zrevrange RO,access|index:1|range:0:1:0
        zrevrangebylex RO,access|index:1|range:0:1:0
        zrevrangebyscore RO,access|index:1|range:0:1:0
        zrevrank RO,access|index:1|range:0:1:0
        zscan RO,access|index:1|range:0:1:0
        zscore RO,access|index:1|range:0:1:0
        zunion RO,access|index:1|keynum:0:1:1
        zunionstore OW,update|index:1|range:0:1:0 RO,access|index:2|keynum:0:1:1
        """;
}
