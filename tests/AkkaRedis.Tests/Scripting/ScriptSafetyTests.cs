using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Scripting;
using AkkaRedis.Tests.Execution;
using AkkaRedis.Tests.Log;

namespace AkkaRedis.Tests.Scripting;

/// <summary>Scripts that do not end, that reach for what is not theirs, and what becomes of what scripts write.</summary>
public class ScriptSafetyTests
{
    private const string Kill = "-ERR Script killed by user with SCRIPT KILL... script: ";

    private static readonly CommandTable Commands = NodeCommandTable.Build();

    private readonly KeyspaceStore _keyspace = new(16);
    private readonly CommandLog _log = new();
    private readonly ShardSettings _settings = new() { BusyReplyThresholdMs = 1 };
    private readonly ActingClock _clock = new();

    [Theory]
    [InlineData("while true do end")]
    [InlineData("while true do pcall(function() while true do end end) end")]
    [InlineData("local f = coroutine.wrap(function() while true do end end) f()")]
    [InlineData("table.sort({3,2,1,5,4}, function(a, b) while true do end end)")]
    [InlineData("string.gsub('abc', '.', function(c) while true do end end)")]
    [InlineData("while true do redis.call('get','k') end")]
    [InlineData("xpcall(function() while true do end end, function(e) while true do end end)")]
    public void A_script_without_end_is_ended_by_a_kill_and_the_next_one_runs(string script)
    {
        using var executor = Executor(new ScriptStore());
        _clock.OnLook = () => Assert.Equal(KillOutcome.Killed, executor.Scripts!.Control.Kill(isFunction: false));

        Assert.StartsWith(Kill, Eval(executor, script));
        _clock.OnLook = null;
        Assert.Equal(":1\r\n", Eval(executor, "return 1"));
        Assert.Equal(KillOutcome.NotRunning, executor.Scripts!.Control.Kill(isFunction: false));
    }

    [Fact]
    public void A_script_that_has_written_is_not_killed()
    {
        using var executor = Executor(new ScriptStore());
        var outcomes = new List<KillOutcome>();
        _clock.OnLook = () =>
        {
            if (executor.Scripts!.Control.HasWritten)
                outcomes.Add(executor.Scripts.Control.Kill(isFunction: false));
        };

        Assert.Equal(":7\r\n", Eval(executor, "redis.call('set','k','v') for i = 1, 1e6 do end return 7"));
        Assert.NotEmpty(outcomes);
        Assert.All(outcomes, outcome => Assert.Equal(KillOutcome.HasWritten, outcome));
    }

    [Fact]
    public void A_shard_is_busy_while_its_script_runs_longer_than_the_threshold()
    {
        var store = new ScriptStore();
        using var executor = Executor(store);
        var seen = new List<bool>();
        _clock.OnLook = () =>
        {
            _clock.Pass(1);
            seen.Add(executor.Scripts!.Control.IsBusy);
        };

        Eval(executor, "for i = 1, 1e6 do end");

        Assert.False(seen[0]);
        Assert.True(seen[^1]);
        Assert.False(executor.Scripts!.Control.IsBusy);
        Assert.Equal(0, store.BusyShards);
    }

    [Fact]
    public void A_shard_with_a_part_of_the_slots_refuses_keys_of_others()
    {
        var all = new ScriptEnvironment { Commands = Commands, Time = _clock, FirstSlot = 0, EndSlot = 8192 };
        using var executor = new CommandExecutor(_keyspace, _settings, new Random(1), _log, scripts: all);

        Assert.StartsWith("-ERR Script attempted to access a non local key in a cluster node script: ",
            Eval(executor, "return redis.call('get','foo')"));
        Assert.Equal("$-1\r\n", Eval(executor, "return redis.call('get','bar')"));
        Assert.StartsWith("-ERR This command is about all shards", Eval(executor, "return redis.call('dbsize')"));
    }

    [Fact]
    public void Scripts_loaded_on_one_shard_are_known_to_the_others_of_the_node()
    {
        var store = new ScriptStore();
        using var one = Executor(store);
        using var other = Executor(store);
        Eval(one, "return 1");

        Assert.Equal(":1\r\n", Run(other, "evalsha", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "0"));
        Run(one, "script", "flush");
        Assert.StartsWith("-NOSCRIPT", Run(other, "evalsha", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "0"));
    }

    [Fact]
    public void What_a_script_wrote_is_one_unit_and_replays_to_the_same_data()
    {
        using var executor = Executor(new ScriptStore());
        Eval(executor, """
            for i = 1, 20 do redis.call('set', 'k' .. i, math.random(1000), 'EX', 100) end
            redis.call('rpush', 'list', 1.5, 'x', 10 / 2) redis.call('hset', 'hash', 'f', 'v') redis.call('hincrbyfloat', 'hash', 'n', 0.1)
            redis.pcall('incr', 'list') redis.call('select', 2) redis.call('set', 'other', 'db') redis.call('del', 'nothing')
            """);
        var units = LoggedUnits.Read(LoggedUnits.BytesOf(_log, 0));
        var replica = new KeyspaceStore(16);
        using var replayer = new EffectReplayer(replica, new ShardSettings(), Commands);

        Assert.Single(units);
        replayer.Apply(units[0], _clock.NowMs);

        Assert.Equal(KeyspaceDigest.Of(_keyspace, Commands), KeyspaceDigest.Of(replica, Commands));
        Assert.Equal(22, replica[0].Count);
        Assert.Equal(1, replica[2].Count);
    }

    [Fact]
    public void A_script_in_a_transaction_is_a_part_of_its_unit()
    {
        using var rig = new EngineRig();

        var replies = rig.RunToEnd(rig.Transaction(1, watching: false,
            "SET a 1", "EVAL return{redis.call('incr',KEYS[1]),redis.call('set',KEYS[2],'x')} 2 a b", "GET a"));

        Assert.Contains("*2,:2,+OK", replies, StringComparison.Ordinal);
        Assert.Equal("0 SET a 1\n0 incr a\n0 set b x", rig.LogText(0));
    }

    private static string Run(CommandExecutor executor, params string[] words)
    {
        var args = Args.Of(words.Select(Encoding.Latin1.GetBytes).ToArray());
        var row = Commands.Find(args[0])!;
        if (row.Subcommands.Count > 0)
            row = CommandTable.FindSubcommand(row, args[1])!;
        var reply = new RespWriter();
        executor.Execute((ShardCommand)row, args, reply, 0, 1_700_000_000_000, 1);
        return Encoding.Latin1.GetString(reply.WrittenSpan);
    }

    private string Eval(CommandExecutor executor, string script)
    {
        var reply = Run(executor, "eval", script, "0");
        _log.CommitUnit();
        return reply;
    }

    private CommandExecutor Executor(ScriptStore store) => new(_keyspace, _settings, new Random(1), _log,
        scripts: new ScriptEnvironment { Commands = Commands, Time = _clock, Store = store });

    /// <summary>A clock that something happens at whenever it is looked at: scripts look at it every now and then.</summary>
    private sealed class ActingClock : TimeProvider
    {
        private long _ms = 1_700_000_000_000;

        public Action? OnLook { get; set; }

        public long NowMs => _ms;

        public override long TimestampFrequency => 1000;

        public void Pass(long milliseconds) => _ms += milliseconds;

        public override long GetTimestamp()
        {
            OnLook?.Invoke();
            return _ms;
        }
    }
}
