using System.Text;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Log;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>What commands of bits, HyperLogLogs and SORT leave behind; see <see cref="HashListShard.Trace"/>.</summary>
public sealed class StringEffectTests
{
    [Theory]
    [InlineData("SETBIT k 1 1", "came: $:setbit@k")]
    [InlineData("SETBIT k 1 0", "nothing")]
    [InlineData("SETBIT k 100 0", "came: $:setbit@k")]
    [InlineData("SETBIT none 1 0", "came: $:setbit@none")]
    [InlineData("GETBIT k 1", "nothing")]
    [InlineData("BITFIELD k SET u8 0 1 INCRBY u8 0 1", "came: $:setbit@k")]
    [InlineData("BITFIELD k INCRBY u8 0 0", "nothing")]
    [InlineData("BITFIELD k GET u8 100", "nothing")]
    [InlineData("BITOP OR d k none", "came: $:set@d")]
    [InlineData("BITOP OR k none", "came: g:del@k")]
    [InlineData("BITOP OR d none", "nothing")]
    [InlineData("PFADD h a", "nothing")]
    [InlineData("PFADD h x", "came: $:pfadd@h")]
    [InlineData("PFADD n", "came: $:pfadd@n")]
    [InlineData("PFMERGE n h", "came: $:pfadd@n")]
    [InlineData("PFCOUNT h", "came: -:@h")]
    [InlineData("PFCOUNT h h", "nothing")]
    [InlineData("PFDEBUG ENCODING h", "nothing")]
    [InlineData("SORT q", "nothing")]
    [InlineData("SORT q STORE d", "came: l:sortstore@d")]
    [InlineData("SORT none STORE k", "came: g:del@k")]
    [InlineData("SORT none STORE d", "nothing")]
    [InlineData("SORT q BY w_* STORE d", "came: l:sortstore@d")]
    public void They_leave(string command, string trace)
    {
        var shard = new HashListShard();
        shard.Run("SET k \0abc");
        shard.Run("PFADD h a b");
        shard.Run("RPUSH q 2 1 3");
        shard.Run("HSET dirty a 1");
        shard.Run("LTRIM none 0 0");
        shard.Run(command);
        Assert.Equal(trace, shard.Trace);
    }

    [Fact]
    public void A_string_that_only_grew_is_logged_but_not_announced()
    {
        var rig = new ShardRig();
        var from = rig.Log.EndOffset;
        Assert.Equal("*1\r\n$-1\r\n", rig.Run("BITFIELD k OVERFLOW FAIL SET u4 100 16"));
        var unit = Assert.Single(LoggedUnits.Read(LoggedUnits.BytesOf(rig.Log, from)));
        Assert.Equal("BITFIELD", Encoding.ASCII.GetString(Assert.Single(unit).Args[0]));
    }

    [Fact]
    public void What_is_sorted_in_slices_by_other_keys_is_logged_as_what_came_of_it()
    {
        var rig = new ShardRig(settings: new ShardSettings { SliceElements = 1 });
        rig.Run("MSET w_1 5 w_2 4 w_3 3");
        rig.Run("RPUSH q 1 2 3");
        var from = rig.Log.EndOffset;
        rig.Run("SORT q BY w_* STORE d");
        var unit = Assert.Single(LoggedUnits.Read(LoggedUnits.BytesOf(rig.Log, from)));
        Assert.Equal(["DEL d", "RPUSH d 3 2 1"], unit.Select(effect => Words(effect.Args)));
    }

    [Theory]
    [InlineData("SORT q BY w_*", false)]
    [InlineData("SORT q BY {q}w_*", true)]
    [InlineData("SORT {q}s BY {q}w_* GET # GET {q}v_* GET nothing", true)]
    [InlineData("SORT {q}s GET {q*}w_", false)]
    [InlineData("SORT {q}s GET {r}w_*", false)]
    [InlineData("SORT q BY nosort GET #", true)]
    public void With_other_shards_patterns_must_stay_in_the_slot_of_the_key(string command, bool isAllowed)
    {
        var rig = new ShardRig(settings: new ShardSettings { HasOtherShards = true });
        var reply = rig.Run(command);
        Assert.Equal(isAllowed, reply == "*0\r\n");
        Assert.Equal(!isAllowed, reply.Contains("option of SORT denied in cluster mode", StringComparison.Ordinal));
    }

    private static string Words(AkkaRedis.Protocol.Batches.Args args) =>
        string.Join(' ', Enumerable.Range(0, args.Count).Select(i => Encoding.Latin1.GetString(args[i])));
}
