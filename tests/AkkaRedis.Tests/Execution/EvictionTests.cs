using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Log;
using AkkaRedis.Tests.Routing;

namespace AkkaRedis.Tests.Execution;

/// <summary>The memory limit of a shard: which keys go, what is refused, what is logged and told, in turns.</summary>
public sealed class EvictionTests : IDisposable
{
    private const long Megabyte = 1 << 20;
    private const string Denied = "-OOM command not allowed when used memory > 'maxmemory'.";

    private static readonly string Text = new('x', 200);

    private readonly EngineRig _rig = new();

    public static TheoryData<EvictionPolicy> Evicting =>
        [.. Enum.GetValues<EvictionPolicy>().Where(policy => policy != EvictionPolicy.NoEviction)];

    public void Dispose() => _rig.Dispose();

    [Theory]
    [MemberData(nameof(Evicting))]
    public void The_limit_holds_and_only_keys_that_may_go_do(EvictionPolicy policy)
    {
        Limit(2 * Megabyte, policy);
        Run(Enumerable.Range(0, 500).Select(i => $"SET keep:{i} {Text}"));
        for (var i = 0; i < 100; i++)
        {
            Run(Enumerable.Range(0, 100).Select(n => $"#{i & 1} SET {i}:{n} {Text} PX {1_000_000 + i}"));
            Assert.InRange(_rig.Engine.Status.LimitedBytes, 1, (2 * Megabyte) + (64 << 10));
        }

        var kept = Enumerable.Range(0, 500).Count(i => _rig.Run(1, $"EXISTS keep:{i}") == ":1");
        Assert.True(!policy.IsVolatile() || kept == 500);
        var keys = _rig.Engine.Status.KeysIn(0) + _rig.Engine.Status.KeysIn(1);
        Assert.Equal(10_500 - keys, _rig.Engine.Status.Counters.EvictedKeys);
        Assert.InRange(keys, 4000, 8000);
        Assert.False(_rig.Engine.Status.IsOutOfMemory);
    }

    [Theory]
    [InlineData(EvictionPolicy.VolatileLru)]
    [InlineData(EvictionPolicy.VolatileLfu)]
    [InlineData(EvictionPolicy.VolatileRandom)]
    [InlineData(EvictionPolicy.VolatileTtl)]
    public void Without_keys_that_expire_there_is_nothing_that_goes(EvictionPolicy policy)
    {
        Run(Enumerable.Range(0, 100).Select(i => $"SET {i} {Text}"));
        Run("SET expires x EX 100");
        Limit(1000, policy);
        Assert.Equal(Denied, _rig.Run(1, "SET more x"));
        Assert.Equal((100, 1L), (_rig.Engine.Status.KeysIn(0), _rig.Engine.Status.Counters.EvictedKeys));
        Assert.True(_rig.Engine.Status.IsOutOfMemory);
    }

    [Fact]
    public void A_script_is_held_to_the_limit_as_well()
    {
        const string script = "EVAL redis.call([[set]],KEYS[1],[[v]]) 1 k";
        Limit(1000, EvictionPolicy.NoEviction);
        Assert.StartsWith(Denied, _rig.Run(1, script));
        Limit(0, EvictionPolicy.NoEviction);
        Assert.Equal("$-1", _rig.Run(1, script));
    }

    [Theory]
    [InlineData("SET k x", Denied)]
    [InlineData("APPEND k x", Denied)]
    [InlineData("RPUSH l x", Denied)]
    [InlineData("BLMOVE none l LEFT LEFT 0", Denied)]
    [InlineData("COPY k c", Denied)]
    [InlineData("GET k", "$1,v")]
    [InlineData("EXPIRE k 100", ":1")]
    [InlineData("RENAME k c", "+OK")]
    [InlineData("LPOP l", "$1,a")]
    [InlineData("DEL k", ":1")]
    public void Without_eviction_commands_that_need_memory_are_refused(string command, string reply)
    {
        Run("SET k v", "RPUSH l a");
        Limit(1000, EvictionPolicy.NoEviction);
        Assert.Equal(reply, _rig.Run(1, command));
        Assert.Equal(reply == Denied ? 1 : 0, _rig.Engine.Status.Commands.Errors.GetValueOrDefault("OOM"));
        Assert.Equal(reply == Denied ? 1 : 0, _rig.Engine.Status.Commands[EngineRig.RowId(command.Split(' ')[0])].Rejected);
        Assert.Equal(0, _rig.Engine.Status.Counters.EvictedKeys);
    }

    [Theory]
    [InlineData(" $1,v $1,v", "GET k", "GET k")]
    [InlineData(" :1", "DEL k")]
    [InlineData("-EXECABORT Transaction discarded because of: OOM command not allowed when used memory > 'maxmemory'.", "GET k", "SET k w")]
    public void A_transaction_is_refused_when_one_of_its_commands_needs_memory(string replies, params string[] commands)
    {
        Run("SET k v", "WATCH k");
        Limit(1000, EvictionPolicy.NoEviction);
        Assert.Equal(replies, _rig.RunToEnd(_rig.Transaction(1, watching: true, commands)).TrimEnd());
        Assert.Equal(0, _rig.Engine.WatchedKeys);
    }

    [Fact]
    public void A_limit_of_a_few_bytes_is_exceeded_from_the_start()
    {
        Limit(1, EvictionPolicy.NoEviction);
        Assert.Equal(Denied, _rig.Run(1, "SET k x"));
        Limit(0, EvictionPolicy.NoEviction);
        Assert.Equal("+OK", _rig.Run(1, "SET k x"));
    }

    [Fact]
    public void What_goes_is_logged_key_by_key_so_that_a_replay_leads_to_the_same()
    {
        Limit(600 << 10, EvictionPolicy.AllKeysLru);
        for (var i = 0; i < 500; i++)
        {
            _rig.Time.Pass(100);
            Run($"SET {i} {Text}{Text}", $"RPUSH list{i} {Text}{Text}", $"GET {i / 2}");
        }

        Assert.InRange(_rig.Engine.Status.Counters.EvictedKeys, 100, 900);
        using var replica = new KeyspaceStore(_rig.Engine.Keyspace.DatabaseCount);
        var replayer = new EffectReplayer(replica, new ShardSettings { Memory = _rig.Settings.Memory }, RigNode.Table);
        foreach (var unit in LoggedUnits.Read(LoggedUnits.BytesOf(_rig.Engine.Log, 0)))
            replayer.Apply(unit, _rig.Time.NowMs);
        Assert.Equal(KeyspaceDigest.Of(_rig.Engine.Keyspace, RigNode.Table), KeyspaceDigest.Of(replica, RigNode.Table));
    }

    [Fact]
    public void Who_watches_a_key_or_listens_hears_that_it_went()
    {
        var heard = new Ears();
        using var engine = new ShardEngine(_rig.Start() with { KeyEvents = heard });
        _rig.Settings.KeyEvents = KeyEventClasses.Evicted | KeyEventClasses.ToKeyEvent;
        engine.Keyspace[2].SetString("k"u8, "v"u8, Expiry.None);
        Limit(1, EvictionPolicy.AllKeysRandom);
        engine.MemoryTurn();
        Assert.Equal(["evicted 2 k"], heard.Events);

        Limit(0, EvictionPolicy.AllKeysRandom);
        Run("SET k v", "WATCH k");
        Limit(1, EvictionPolicy.AllKeysRandom);
        _rig.Engine.MemoryTurn();
        Assert.Equal("*-1", _rig.RunToEnd(_rig.Transaction(1, watching: true, "GET k")).TrimEnd());
    }

    [Fact]
    public void A_key_that_is_being_read_stays()
    {
        Run("SET k v", "SET other v");
        var slow = _rig.Tell(_rig.Batch(8, "SLOW k 5"));
        Limit(1, EvictionPolicy.AllKeysLru);
        _rig.Engine.MemoryTurn();
        Assert.Equal((1, true), (_rig.Engine.Status.KeysIn(0), _rig.Engine.HasWorkLeft));
        Assert.Equal("$1,v", EngineRig.Replies(_rig.Tell(_rig.Batch(9, "GET k"))));
        _rig.Finish();
        Assert.Equal("$1,k", EngineRig.Replies(slow));
        Assert.Equal(0, _rig.Engine.Status.KeysIn(0));
    }

    [Fact]
    public void Many_keys_go_in_several_turns_between_which_commands_run()
    {
        Run(Enumerable.Range(0, 1000).Select(i => $"SET {i} {Text}"));
        Limit(450 << 10, EvictionPolicy.AllKeysLru);
        _rig.Time.Pass(1000);
        _rig.Time.TicksPerLook = 300;
        _rig.Engine.MemoryTurn();
        Assert.InRange(_rig.Engine.Status.KeysIn(0), 500, 999);
        Assert.True(_rig.Engine.HasWorkLeft);
        Assert.Equal("+OK", EngineRig.Replies(_rig.Tell(_rig.Batch(2, "SET new v"))));
        Assert.InRange(_rig.Engine.Status.KeysIn(0), 500, 999);
        _rig.Finish();
        Assert.InRange(_rig.Engine.Status.LimitedBytes, 1, 450 << 10);
        Assert.Equal(":1", _rig.Run(1, "EXISTS new"));
    }

    [Fact]
    public void Memory_that_waits_to_be_freed_is_freed_before_anything_goes_or_is_refused()
    {
        Run("SET k v", "SET big x", "SETRANGE big 1000000 x");
        Limit(Megabyte, EvictionPolicy.NoEviction);
        Assert.Equal(Denied, _rig.Run(1, "SET k w"));
        var batch = _rig.Tell(_rig.Batch(1, "DEL big", "SET k w"));
        Assert.Equal(":1 +OK", EngineRig.Replies(batch));
    }

    [Fact]
    public void The_time_with_too_much_in_use_is_counted()
    {
        Run("SET k v");
        Limit(1000, EvictionPolicy.NoEviction);
        _rig.Engine.MemoryTurn();
        var counters = _rig.Engine.Status.Counters;
        Assert.Equal((_rig.Time.NowMs, 0L), (counters.ExceededSinceMs, counters.ExceededMs));
        _rig.Time.Pass(700);
        Limit(0, EvictionPolicy.NoEviction);
        _rig.Engine.MemoryTurn();
        Assert.Equal((0L, 700L), (counters.ExceededSinceMs, counters.ExceededMs));
    }

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(4, 250_000)]
    public void Each_shard_has_an_even_part(int shards, long share)
    {
        Assert.Equal(share, new MemoryLimit { MaxBytes = 1_000_000 }.ShareOf(shards));
        Assert.Equal(0, new MemoryLimit().ShareOf(shards));
        Assert.Equal(1, new MemoryLimit { MaxBytes = 1 }.ShareOf(shards));
    }

    private void Limit(long bytes, EvictionPolicy policy) =>
        _rig.Settings.Memory = new MemoryLimit { MaxBytes = bytes, Policy = policy };

    private void Run(params IEnumerable<string> lines) => _rig.Run(1, [.. lines]);

    private sealed class Ears : IKeyEventSink
    {
        public List<string> Events { get; } = [];

        public void KeyEvent(int db, ReadOnlySpan<byte> key, string name, bool toKeyspace, bool toKeyEvent) =>
            Events.Add($"{name} {db} {System.Text.Encoding.ASCII.GetString(key)}");
    }
}
