namespace AkkaRedis.Tests.Commands;

/// <summary>Commands of the hot path allocate nothing once their key is there and their buffers are.</summary>
public sealed class HashListAllocationTests
{
    private const int Rounds = 20_000;

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void Reading_and_writing_fields_allocates_nothing(int fields)
    {
        var shard = new HashListShard();
        for (var i = 0; i < fields; i++)
            shard.Run($"HSET h f{i} value-{i:D4}");
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf("HGET h f7")));
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf("HSET h f7 value+0007")));
        Assert.Equal(0, shard.AllocatedBy(100, HashListShard.ArgsOf("HGETALL h")));
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf("HMGET h f1 f2 f3 none")));
        Assert.InRange(shard.AllocatedBy(Rounds, HashListShard.ArgsOf("HINCRBY h n 1")), 0, 1000);
    }

    [Theory]
    [InlineData(10, "m")]
    [InlineData(100, "")]
    [InlineData(5000, "m")]
    public void Adding_popping_and_asking_for_members_allocates_nothing(int members, string prefix)
    {
        var shard = new HashListShard();
        for (var i = 0; i < members; i++)
            shard.Run($"SADD s {prefix}{i}");
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf($"SADD s {prefix}7")));
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf($"SISMEMBER s {prefix}7")));
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf("SRANDMEMBER s")));
        Assert.Equal(0, shard.AllocatedBy(100, HashListShard.ArgsOf("SMEMBERS s")));
        var added = HashListShard.ArgsOf($"SADD s {prefix}9999");
        var removed = HashListShard.ArgsOf($"SREM s {prefix}9999");
        Assert.Equal(0, shard.AllocatedBy(Rounds, added, removed));
        var all = HashListShard.ArgsOf($"SADD s {string.Join(' ', Enumerable.Range(0, 10).Select(i => $"{prefix}{i}"))}");
        Assert.InRange(shard.AllocatedBy(Rounds, HashListShard.ArgsOf("SPOP s"), all), 0, Rounds);
        Assert.Equal(0, shard.AllocatedBy(Rounds, HashListShard.ArgsOf("SPOP none")));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5000)]
    public void Pushing_and_popping_allocates_next_to_nothing(int elements)
    {
        var shard = new HashListShard();
        for (var i = 0; i < elements; i++)
            shard.Run($"RPUSH l element-{i:D4}");
        var push = HashListShard.ArgsOf("LPUSH l element-0000");
        Assert.InRange(shard.AllocatedBy(Rounds, push, HashListShard.ArgsOf("LPOP l")), 0, Rounds);
        Assert.InRange(shard.AllocatedBy(Rounds, push, HashListShard.ArgsOf("RPOP l")), 0, Rounds);
        Assert.InRange(shard.AllocatedBy(Rounds, HashListShard.ArgsOf("RPOPLPUSH l l")), 0, Rounds);
        Assert.Equal(0, shard.AllocatedBy(100, HashListShard.ArgsOf("LRANGE l 0 -1")));
    }
}
