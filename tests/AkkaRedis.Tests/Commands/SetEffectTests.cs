using AkkaRedis.Tests.Log;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>What a write on sets leaves behind: its log and its events; see <see cref="HashListShard.Trace"/>.</summary>
public sealed class SetEffectTests
{
    [Theory]
    [InlineData("SADD s a 1", "came: s:sadd@s")]
    [InlineData("SADD n x y", "came: s:sadd@n")]
    [InlineData("SADD s a b", "nothing")]
    [InlineData("SREM s a z", "came: s:srem@s")]
    [InlineData("SREM s a b c", "came: s:srem@s g:del@s")]
    [InlineData("SREM s z", "nothing")]
    [InlineData("SREM n z", "nothing")]
    [InlineData("SPOP s", "own: s:spop@s")]
    [InlineData("SPOP o", "own: s:spop@o g:del@o")]
    [InlineData("SPOP s 2", "own: s:spop@s")]
    [InlineData("SPOP s 3", "own: s:spop@s g:del@s")]
    [InlineData("SPOP s 0", "nothing")]
    [InlineData("SPOP n", "nothing")]
    [InlineData("SPOP n 2", "nothing")]
    [InlineData("SRANDMEMBER s -5", "nothing")]
    [InlineData("SMOVE s t a", "came: s:srem@s s:sadd@t")]
    [InlineData("SMOVE s t b", "came: s:srem@s")]
    [InlineData("SMOVE o n a", "came: s:srem@o g:del@o s:sadd@n")]
    [InlineData("SMOVE s s a", "nothing")]
    [InlineData("SMOVE s t z", "nothing")]
    [InlineData("SMOVE n t z", "nothing")]
    [InlineData("SINTERSTORE n s t", "came: s:sinterstore@n")]
    [InlineData("SUNIONSTORE s s t", "came: s:sunionstore@s")]
    [InlineData("SDIFFSTORE n s t", "came: s:sdiffstore@n")]
    [InlineData("SDIFFSTORE t s s", "came: g:del@t")]
    [InlineData("SINTERSTORE t s none", "came: g:del@t")]
    [InlineData("SINTERSTORE n s none", "nothing")]
    [InlineData("SINTER s t", "nothing")]
    public void Sets_leave(string command, string trace)
    {
        var shard = new HashListShard();
        foreach (var set in new[] { "SADD s a b c", "SADD t b d", "SADD o a", "SREM none a" })
            shard.Run(set);
        shard.Run(command);
        Assert.Equal(trace, shard.Trace);
    }

    [Theory]
    [InlineData("SPOP o", "SREM o a")]
    [InlineData("SPOP o 1", "DEL o")]
    [InlineData("SPOP s 7", "DEL s")]
    public void What_was_popped_is_what_is_logged(string command, string logged)
    {
        var rig = Filled();
        var from = rig.Log.EndOffset;
        rig.Run(command);
        Assert.Equal($"0 {logged}", LogText(rig, from));
    }

    [Fact]
    public void Several_popped_members_are_one_effect()
    {
        var rig = Filled();
        var from = rig.Log.EndOffset;
        var reply = rig.Run("SPOP s 2").Split("\r\n");
        Assert.Equal($"0 SREM s {reply[2]} {reply[4]}", LogText(rig, from));
    }

    private static ShardRig Filled()
    {
        var rig = new ShardRig();
        rig.Run("SADD s a b c");
        rig.Run("SADD o a");
        return rig;
    }

    private static string LogText(ShardRig rig, long from) =>
        LoggedUnits.Text(LoggedUnits.Read(LoggedUnits.BytesOf(rig.Log, from)).SelectMany(unit => unit));
}
