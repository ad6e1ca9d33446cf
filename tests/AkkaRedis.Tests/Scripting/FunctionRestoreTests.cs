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
using AkkaRedis.Tests.Log;

namespace AkkaRedis.Tests.Scripting;

/// <summary>Libraries as bytes, in the log, and while they take too long.</summary>
public sealed class FunctionRestoreTests : IDisposable
{
    private static readonly CommandTable Commands = NodeCommandTable.Build();

    private readonly CommandLog _log = new();
    private readonly RunningClock _clock = new();
    private readonly CommandExecutor _executor;

    public FunctionRestoreTests() => _executor = new CommandExecutor(
        new KeyspaceStore(16), new ShardSettings(), new Random(1), _log,
        scripts: new ScriptEnvironment { Commands = Commands, Time = _clock });

    public void Dispose() => _executor.Dispose();

    [Fact]
    public void What_is_dumped_is_restored_where_nothing_is_in_the_way()
    {
        Load("a", "f1", "1");
        Load("b", "f2", "2");
        var payload = Dump();
        Run("function", "flush");

        Assert.Equal("+OK\r\n", Restore(payload));
        Assert.Equal(":1\r\n", Run("fcall", "f1", "0"));
        Assert.Equal(":2\r\n", Run("fcall", "f2", "0"));
        Assert.Equal((2, 2), _executor.Scripts!.Control.Loaded);
    }

    [Theory]
    [InlineData("append", "-ERR Library a already exists\r\n", ":2\r\n")]
    [InlineData("replace", "+OK\r\n", ":1\r\n")]
    [InlineData("FLUSH", "+OK\r\n", ":1\r\n")]
    public void A_library_of_the_same_name_is_met_as_asked(string policy, string reply, string result)
    {
        Load("a", "f", "1");
        var payload = Dump();
        Run("function", "flush");
        Load("a", "f", "2");

        Assert.Equal(reply, Restore(payload, policy));
        Assert.Equal(result, Run("fcall", "f", "0"));
    }

    [Fact]
    public void A_function_of_the_same_name_in_another_library_keeps_all_out()
    {
        Load("a", "f", "1");
        Load("c", "g", "3");
        var payload = Dump();
        Run("function", "flush");
        Load("b", "F", "2");

        Assert.Equal("-ERR Function f already exists\r\n", Restore(payload, "replace"));
        Assert.Equal(":2\r\n", Run("fcall", "f", "0"));
        Assert.Equal("-ERR Function not found\r\n", Run("fcall", "g", "0"));
        Assert.Equal((1, 1), _executor.Scripts!.Control.Loaded);
    }

    [Fact]
    public void Bytes_that_were_changed_are_refused()
    {
        Load("a", "f", "1");
        var payload = Dump();

        for (var i = 0; i < payload.Length; i++)
        {
            var changed = payload.ToArray();
            changed[i] ^= 0x40;
            Assert.Equal("-ERR DUMP payload version or checksum are wrong\r\n", Restore(changed, "replace"));
        }
    }

    [Fact]
    public void Changes_of_libraries_are_logged_and_lead_to_the_same_libraries_again()
    {
        Load("a", "f1", "1");
        Load("b", "f2", "2");
        var payload = Dump();
        Run("function", "delete", "a");
        Load("b", "f3", "3", "replace");
        Load("b", "f4", "4");
        Restore(payload, "flush");
        Run("function", "delete", "b");
        var units = LoggedUnits.Read(LoggedUnits.BytesOf(_log, 0));
        using var replayer = new EffectReplayer(new KeyspaceStore(16), new ShardSettings(), Commands);

        foreach (var unit in units)
            replayer.Apply(unit, nowMs: 0);

        Assert.Equal(6, units.Count);
        var library = Assert.Single(replayer.Libraries.Libraries);
        Assert.Equal(_executor.Scripts!.Functions.Current.Libraries.Single().Source, library.Source);
    }

    [Fact]
    public void A_library_that_does_not_stop_loading_is_stopped()
    {
        Load("a", "f", "1");
        _clock.MsPerLook = 100;

        Assert.Equal("-ERR Error registering functions: ERR FUNCTION LOAD timeout\r\n",
            Run("function", "load", "#!lua name=b\nredis.register_function('g', function() end) while true do end"));
        Assert.Equal("-ERR Function not found\r\n", Run("fcall", "g", "0"));
        Assert.Equal(":1\r\n", Run("fcall", "f", "0"));
        Load("b", "g", "2");
        Assert.Equal(":2\r\n", Run("fcall", "g", "0"));
    }

    [Fact]
    public void A_function_is_killed_as_a_function_and_seen_while_it_runs()
    {
        Load("a", "f", "(function() while true do end end)()");
        var control = _executor.Scripts!.Control;
        RunningScript? seen = null;
        _clock.OnLook = () =>
        {
            seen ??= control.Running;
            if (seen is null)
                return;
            Assert.Equal(KillOutcome.IsOfOtherKind, control.Kill(isFunction: false));
            Assert.Equal(KillOutcome.Killed, control.Kill(isFunction: true));
        };

        Assert.StartsWith("-ERR Script killed by user with SCRIPT KILL... script: f", Run("fcall", "f", "1", "k", "x"));
        Assert.Equal("f", Encoding.ASCII.GetString(seen!.Name));
        Assert.Equal(["fcall", "f", "1", "k", "x"], seen.Command.Select(Encoding.ASCII.GetString));
        Assert.Null(control.Running);
    }

    [Theory]
    [InlineData("", "-OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'\r\n")]
    [InlineData("'no-writes'", "-ERR Write commands are not allowed from read-only scripts. script: f, on @user_function:1.\r\n")]
    [InlineData("'allow-oom'", "+OK\r\n")]
    public void A_function_needs_a_flag_to_run_without_memory(string flags, string reply)
    {
        Run("function", "load", "#!lua name=a\n"
            + $"redis.register_function{{function_name='f', callback=function() return redis.call('set','k','v') end, flags={{{flags}}}}}");
        _executor.Scripts!.IsOutOfMemory = () => true;

        Assert.Equal(reply.Replace(":1.", ":2.", StringComparison.Ordinal), Run("fcall", "f", "0"));
    }

    [Theory]
    [InlineData("return redis.call('set','k','v')", "-OOM command not allowed when used memory > 'maxmemory'. script: ")]
    [InlineData("redis.call('del','x') return redis.call('set','k','v')", "+OK\r\n")]
    [InlineData("return redis.call('get','k')", "$-1\r\n")]
    public void A_script_without_flags_may_not_begin_to_take_memory(string script, string reply)
    {
        _executor.Scripts!.IsOutOfMemory = () => true;

        Assert.StartsWith(reply, Run("eval", script, "0"));
    }

    private static byte[] SourceOf(string library, string function, string result) => Encoding.ASCII.GetBytes(
        $"#!lua name={library}\nredis.register_function('{function}', function() return {result} end)");

    private void Load(string library, string function, string result, string option = "")
    {
        byte[][] words = option.Length == 0 ? [] : [Encoding.ASCII.GetBytes(option)];
        Run(["function"u8.ToArray(), "load"u8.ToArray(), .. words, SourceOf(library, function, result)]);
    }

    private byte[] Dump()
    {
        var reply = Encoding.Latin1.GetBytes(Run("function", "dump"));
        return reply[(Array.IndexOf(reply, (byte)'\n') + 1)..^2];
    }

    private string Restore(byte[] payload, string policy = "append") =>
        Run(["function"u8.ToArray(), "restore"u8.ToArray(), payload, Encoding.ASCII.GetBytes(policy)]);

    private string Run(params string[] words) => Run(words.Select(Encoding.Latin1.GetBytes).ToArray());

    private string Run(byte[][] words)
    {
        var args = Args.Of(words);
        var row = Commands.Find(args[0])!;
        if (row.Subcommands.Count > 0)
            row = CommandTable.FindSubcommand(row, args[1])!;
        var reply = new RespWriter();
        _executor.Execute((ShardCommand)row, args, reply, 0, 1_700_000_000_000, 1);
        _log.CommitUnit();
        return Encoding.Latin1.GetString(reply.WrittenSpan);
    }

    /// <summary>A clock that goes on, and at which something happens, whenever it is looked at.</summary>
    private sealed class RunningClock : TimeProvider
    {
        private long _ms = 1;

        public long MsPerLook { get; set; }

        public Action? OnLook { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp()
        {
            OnLook?.Invoke();
            return _ms += MsPerLook;
        }
    }
}
