namespace AkkaRedis.Tests.Commands;

/// <summary>What a write leaves behind: how it is logged and which events it announces; see <see cref="HashListShard.Trace"/>.</summary>
public sealed class HashListEffectTests
{
    [Theory]
    [InlineData("HSET h a 1", "came: h:hset@h")]
    [InlineData("HSET n a 1 b 2", "came: h:hset@n")]
    [InlineData("HMSET n a 1", "came: h:hset@n")]
    [InlineData("HSETNX h a 2", "nothing")]
    [InlineData("HSETNX h x 2", "came: h:hset@h")]
    [InlineData("HINCRBY h a 2", "came: h:hincrby@h")]
    [InlineData("HINCRBY h t 2", "nothing")]
    [InlineData("HINCRBYFLOAT h a 0.5", "own: h:hincrbyfloat@h")]
    [InlineData("HINCRBYFLOAT h t 0.5", "nothing")]
    [InlineData("HDEL h x", "nothing")]
    [InlineData("HDEL h a x", "came: h:hdel@h")]
    [InlineData("HDEL h a t", "came: h:hdel@h g:del@h")]
    [InlineData("HDEL n a", "nothing")]
    [InlineData("HGET h a", "nothing")]
    public void Hashes_leave(string command, string trace) => Assert.Equal(trace, TraceOf(command));

    [Theory]
    [InlineData("LPUSH l a", "came: l:lpush@l")]
    [InlineData("RPUSH n a b", "came: l:rpush@n")]
    [InlineData("LPUSHX n a", "nothing")]
    [InlineData("RPUSHX l a", "came: l:rpush@l")]
    [InlineData("LPOP l", "came: l:lpop@l")]
    [InlineData("LPOP l 0", "nothing")]
    [InlineData("LPOP n", "nothing")]
    [InlineData("RPOP l 3", "came: l:rpop@l g:del@l")]
    [InlineData("LPOP o", "came: l:lpop@o g:del@o")]
    [InlineData("LINSERT l BEFORE b x", "came: l:linsert@l")]
    [InlineData("LINSERT l BEFORE z x", "nothing")]
    [InlineData("LSET l 0 x", "came: l:lset@l")]
    [InlineData("LSET l 9 x", "nothing")]
    [InlineData("LREM l 0 b", "came: l:lrem@l")]
    [InlineData("LREM o 0 a", "came: l:lrem@o g:del@o")]
    [InlineData("LREM l 0 z", "nothing")]
    [InlineData("LTRIM l 0 1", "came: l:ltrim@l")]
    [InlineData("LTRIM l 0 -1", "own: l:ltrim@l")]
    [InlineData("LTRIM l 5 6", "came: l:ltrim@l g:del@l")]
    [InlineData("LMOVE l o LEFT RIGHT", "came: l:rpush@o l:lpop@l")]
    [InlineData("LMOVE o l RIGHT LEFT", "came: l:lpush@l l:rpop@o g:del@o")]
    [InlineData("RPOPLPUSH o o", "came: l:lpush@o l:rpop@o")]
    [InlineData("RPOPLPUSH n o", "nothing")]
    [InlineData("LMPOP 2 n l LEFT COUNT 2", "own: l:lpop@l")]
    [InlineData("LMPOP 1 o RIGHT", "own: l:rpop@o g:del@o")]
    public void Lists_leave(string command, string trace) => Assert.Equal(trace, TraceOf(command));

    private static string TraceOf(string command)
    {
        var shard = new HashListShard();
        shard.Run("HSET h a 1 t text");
        shard.Run("RPUSH l a b c");
        shard.Run("RPUSH o a");
        shard.Run("HSET dirty a 1");
        shard.Run("LTRIM none 0 0");
        shard.Run(command);
        return shard.Trace;
    }
}
