using System.Text;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Routing;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Set commands on more members than one turn may touch. Sets s and t have 200 members, 100 of them in common.</summary>
public sealed class SetSliceTests
{
    private const int Units = 50;

    private static readonly ShardSettings Settings = new() { SliceElements = 50 };

    [Theory]
    [InlineData("SMEMBERS s", 200, 4)]
    [InlineData("SRANDMEMBER s 190", 190, 4)]
    [InlineData("SRANDMEMBER s -500", 500, 10)]
    [InlineData("SINTER s t", 100, 8)]
    [InlineData("SDIFF s t", 100, 8)]
    [InlineData("SUNION s t", 300, 14)]
    [InlineData("SUNION s none", 200, 4)]
    [InlineData("SPOP s 40", 40, 1)]
    [InlineData("SPOP s 100", 100, 4)]
    [InlineData("SPOP s 200", 200, 4)]
    public void Long_replies_are_written_in_slices_while_the_keys_are_locked(string command, int members, int turns)
    {
        var shard = Filled(Settings);
        var slices = SlicesOf(shard, command, out var job);
        Assert.Equal("s"u8, job.LockedKey.Span);
        Assert.Equal(command.Split(' ')[0] is "SINTER" or "SDIFF" or "SUNION" ? 1 : 0, job.MoreLockedKeys.Count);
        Assert.InRange(slices, turns, turns + 2);
        var reply = Encoding.Latin1.GetString(shard.Reply.WrittenSpan);
        Assert.StartsWith($"*{members}\r\n", reply, StringComparison.Ordinal);
        Assert.Equal(members, RespText.Elements(reply).Count());
    }

    [Theory]
    [InlineData("SINTERCARD 2 s t", ":100\r\n", 8)]
    [InlineData("SINTERCARD 2 s t LIMIT 60", ":60\r\n", 4)]
    [InlineData("SINTERSTORE d s t", ":100\r\n", 8)]
    [InlineData("SUNIONSTORE d s t", ":300\r\n", 8)]
    [InlineData("SDIFFSTORE s s t", ":100\r\n", 8)]
    public void Long_algebra_is_done_in_slices(string command, string reply, int turns)
    {
        var shard = Filled(Settings);
        var slices = SlicesOf(shard, command, out var job);
        Assert.Equal("s"u8, job.LockedKey.Span);
        Assert.Equal(["t"u8.ToArray()], job.MoreLockedKeys);
        Assert.InRange(slices, turns, turns + 2);
        Assert.Equal(reply, Encoding.Latin1.GetString(shard.Reply.WrittenSpan));
    }

    [Theory]
    [InlineData("SINTER s t")]
    [InlineData("SDIFF s t")]
    [InlineData("SUNION s t")]
    [InlineData("SMEMBERS s")]
    [InlineData("SUNIONSTORE d s t")]
    [InlineData("SDIFFSTORE d s t none")]
    [InlineData("SPOP s 500")]
    [InlineData("COPY s d")]
    public void In_slices_it_is_the_same_as_at_once(string command)
    {
        var whole = Filled(new ShardSettings());
        whole.Run(command);
        var sliced = Filled(Settings);
        SlicesOf(sliced, command, out _);
        Assert.Equal(whole.Reply.WrittenSpan, sliced.Reply.WrittenSpan);
        Assert.Equal(MembersOf(whole, "d"), MembersOf(sliced, "d"));
        Assert.Equal(MembersOf(whole, "s"), MembersOf(sliced, "s"));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(120)]
    public void What_was_popped_in_slices_is_what_is_missing(int count)
    {
        var shard = Filled(Settings);
        var before = MembersOf(shard, "s");
        SlicesOf(shard, $"SPOP s {count}", out _);
        var popped = RespText.Elements(Encoding.Latin1.GetString(shard.Reply.WrittenSpan)).ToList();
        Assert.Equal(count, popped.Distinct().Count());
        Assert.Equal(before, popped.Concat(MembersOf(shard, "s")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(900)]
    public void Members_chosen_without_repeats_are_different(int count)
    {
        var rig = new ShardRig();
        for (var i = 0; i < 1000; i++)
            rig.Run($"SADD s {i}");
        var members = RespText.Elements(rig.Run($"SRANDMEMBER s {count}")).ToList();
        Assert.Equal(count, members.Count);
        Assert.Equal(count, members.Distinct().Count());
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(50)]
    public void When_few_integers_stay_they_have_their_own_form_again(int sliceElements)
    {
        var rig = new ShardRig(settings: new ShardSettings { SliceElements = sliceElements });
        for (var i = 0; i < 1000; i++)
            rig.Run($"SADD s {i}");
        rig.Run("SPOP s 400");
        Assert.Equal("$9\r\nhashtable\r\n", rig.Run("OBJECT ENCODING s"));
        rig.Run("SPOP s 500");
        Assert.Equal("$6\r\nintset\r\n", rig.Run("OBJECT ENCODING s"));
        Assert.Equal(":100\r\n", rig.Run("SCARD s"));
    }

    private static int SlicesOf(HashListShard shard, string command, out ISlicedJob job)
    {
        var args = HashListShard.ArgsOf(command);
        var started = shard.Start(args);
        Assert.NotNull(started);
        job = started;
        var slices = 1;
        while (!shard.Step(job, args, Units))
            slices++;
        return slices;
    }

    private static List<string> MembersOf(HashListShard shard, string key)
    {
        var args = HashListShard.ArgsOf($"SMEMBERS {key}");
        var job = shard.Start(args);
        while (job is not null && !shard.Step(job, args, Units))
        {
        }

        return [.. RespText.Elements(Encoding.Latin1.GetString(shard.Reply.WrittenSpan)).Order(StringComparer.Ordinal)];
    }

    private static HashListShard Filled(ShardSettings settings)
    {
        var shard = new HashListShard(settings);
        for (var i = 0; i < 200; i++)
        {
            shard.Run($"SADD s m{i}");
            shard.Run($"SADD t m{i + 100}");
        }

        return shard;
    }
}
