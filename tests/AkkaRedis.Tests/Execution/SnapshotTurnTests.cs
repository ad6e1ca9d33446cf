using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Tests.Execution;

/// <summary>A snapshot beside commands: who waits for it, when it waits itself, and how it ends.</summary>
public sealed class SnapshotTurnTests : IDisposable
{
    private readonly EngineRig _rig = new();
    private readonly Sink _sink = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void It_is_the_state_and_the_offset_of_its_begin()
    {
        Run("SET a 1", "SET b 2");
        var offset = _rig.Engine.Log.EndOffset;
        _rig.Engine.BeginSnapshot(_sink);
        Run("SET a 3", "DEL b", "SET c 4");
        FinishTurns();
        Assert.Equal(new SnapshotEnd(offset, 2, 0, null), _sink.End);
        Assert.Equal(["a=1", "b=2"], _sink.Strings());
        Assert.False(_rig.Engine.IsTakingSnapshot);
    }

    [Fact]
    public void A_writer_of_a_big_value_waits_until_it_is_saved_and_readers_and_others_do_not()
    {
        FillList("big", 30_000);
        _rig.Engine.BeginSnapshot(_sink);
        var write = _rig.Tell(_rig.Batch(1, "RPUSH big x"));
        var read = _rig.Tell(_rig.Batch(2, "LLEN big"));
        var other = _rig.Tell(_rig.Batch(3, "SET small 1"));
        Assert.Equal([read, other], _rig.Back[^2..]);
        Assert.Equal(":30000", EngineRig.Replies(read));
        Assert.Equal(0, write.Next);
        FinishTurns();
        Assert.Equal(write, _rig.Back[^1]);
        Assert.Equal(":30001", EngineRig.Replies(write));
        Assert.Equal(30_000, _sink.Keys().Single().Collection!.Count);
    }

    [Fact]
    public void It_waits_while_its_sink_has_no_room()
    {
        FillList("big", 30_000);
        _sink.HasRoom = false;
        _rig.Engine.BeginSnapshot(_sink);
        Assert.False(_rig.Engine.HasWorkLeft);
        Run("SET a 1");
        Assert.Null(_sink.End);
        _sink.HasRoom = true;
        FinishTurns();
        Assert.Null(_sink.End!.Failure);
        Assert.Equal(1, _sink.End.Keys);
    }

    [Fact]
    public void Writers_wait_when_what_they_changed_is_not_taken_by_the_sink()
    {
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
            Run($"SET s{i} " + string.Concat(Enumerable.Range(0, 16_000).Select(_ => (char)random.Next('0', 'z'))));
        _sink.HasRoom = false;
        _rig.Engine.BeginSnapshot(_sink);
        var waiting = 0;
        for (var i = 0; i < 1000 && waiting == 0; i++)
        {
            if (_rig.Tell(_rig.Batch(10 + i, $"DEL s{i}")).Next == 0)
                waiting = i;
        }

        Assert.InRange(waiting, 200, 300);
        _sink.HasRoom = true;
        FinishTurns();
        Assert.Equal(1000, _sink.End!.Keys);
        Assert.Equal(1000 - waiting - 1, _rig.Engine.Keyspace[0].Count);
    }

    [Fact]
    public void A_second_one_is_refused_and_a_stop_ends_the_first()
    {
        FillList("big", 30_000);
        _rig.Engine.BeginSnapshot(_sink);
        var second = new Sink();
        _rig.Engine.BeginSnapshot(second);
        Assert.Equal("a snapshot is being taken", second.End!.Failure);
        _rig.Engine.Dispose();
        Assert.Equal("the shard stopped", _sink.End!.Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Libraries_of_functions_are_saved_when_asked_for_and_loaded_in_place_of_others(bool withFunctions)
    {
        Assert.Null(_rig.Engine.LoadFunctions([Library("one"), Library("two")]));
        Run("SET a 1");
        _rig.Engine.BeginSnapshot(_sink, withFunctions);
        FinishTurns();
        Assert.Equal(["a=1"], _sink.Strings());
        var sources = _sink.Functions().ToList();
        Assert.Equal(withFunctions ? [Library("one"), Library("two")] : [], sources);

        using var other = new EngineRig();
        Assert.Null(other.Engine.LoadFunctions([Library("three")]));
        Assert.Equal("Library 'one' already exists", other.Engine.LoadFunctions([Library("one"), Library("one")]));
        Assert.Equal(":1", EngineRig.Replies(other.Tell(other.Batch(1, "FCALL three 0"))));
        Assert.Null(other.Engine.LoadFunctions(sources));
        Assert.StartsWith("-ERR", EngineRig.Replies(other.Tell(other.Batch(2, "FCALL three 0"))), StringComparison.Ordinal);
        Assert.Equal(withFunctions, EngineRig.Replies(other.Tell(other.Batch(3, "FCALL two 0"))) == ":1");
    }

    private static byte[] Library(string name) =>
        Encoding.ASCII.GetBytes($"#!lua name={name}\nredis.register_function('{name}', function() return 1 end)");

    private void FillList(string key, int elements)
    {
        for (var i = 0; i < elements; i += 1000)
            Run($"RPUSH {key} " + string.Join(' ', Enumerable.Range(i, 1000)));
    }

    private void Run(params string[] lines)
    {
        var batch = _rig.Tell(_rig.Batch(1000, lines));
        Assert.Equal(batch, _rig.Back[^1]);
    }

    private void FinishTurns()
    {
        for (var turns = 0; _rig.Engine.HasWorkLeft; turns++)
        {
            Assert.True(turns < 100_000, "the work does not end");
            _rig.Turn();
        }
    }

    private sealed class Sink : ISnapshotSink
    {
        private readonly MemoryStream _bytes = new();

        public bool HasRoom { get; set; } = true;

        public SnapshotEnd? End { get; private set; }

        public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

        public void Ended(SnapshotEnd end) => End = end;

        public IReadOnlyList<byte[]> Functions()
        {
            Read(out var reader);
            return reader.Functions;
        }

        public RdbKeyList Keys() => Read(out _);

        public IEnumerable<string> Strings() =>
            Keys().Select(k => $"{Encoding.ASCII.GetString(k.Key.Span)}={Encoding.ASCII.GetString(k.Text.Span)}").Order();

        private RdbKeyList Read(out RdbFileReader reader)
        {
            var file = new MemoryStream();
            var writer = new RdbFileWriter(file);
            writer.Append(_bytes.ToArray());
            writer.End();
            file.Position = 0;
            reader = new RdbFileReader(file, file.Length, RdbLimits.Of(new ShardSettings()), 16);
            var keys = new RdbKeyList();
            while (reader.Next() is { } key)
                keys.Add(key);
            Assert.Null(reader.Fault);
            return keys;
        }
    }
}
