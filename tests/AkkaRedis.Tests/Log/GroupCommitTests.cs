using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Shard.Log;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Log;

/// <summary>
/// Replies leave when what they tell of is stored, groups follow each other without a gap, and a failing store loses nothing.
/// </summary>
public sealed class GroupCommitTests : IDisposable
{
    private readonly List<ShardBatch> _batches = [];
    private readonly CommandLog _log = new(0, 256);
    private readonly GroupCommit _commit;

    public GroupCommitTests()
    {
        _log.BeginStoring();
        _commit = new GroupCommit(_log, maxUnstoredBytes: 1000);
    }

    public void Dispose() => _batches.ForEach(b => b.Release());

    [Fact]
    public void What_comes_while_a_group_is_under_way_is_the_next_group()
    {
        Assert.False(_commit.TryBegin(out _));
        Write(1);
        Assert.True(_commit.TryBegin(out var first));
        Write(2);
        Assert.False(_commit.TryBegin(out _));
        _commit.Stored();
        Assert.True(_commit.TryBegin(out var second));
        Assert.Equal((0L, first.EndOffset, _log.EndOffset), (first.Offset, second.Offset, second.EndOffset));
        _commit.Stored();
        Assert.True(_commit.IsAllStored);
    }

    [Fact]
    public void A_batch_that_wrote_is_held_until_its_effects_are_stored()
    {
        var writer = Write(1);
        var reader = Batch();
        Assert.False(_commit.TryHold(reader));
        Assert.True(_commit.TryHold(writer));
        _commit.TryBegin(out _);
        Assert.False(_commit.TryRelease(out _));
        _commit.Stored();
        Assert.True(_commit.TryRelease(out var released));
        Assert.Same(writer, released);
        Assert.False(_commit.TryRelease(out _));
    }

    [Fact]
    public void When_each_write_is_synced_readers_do_not_see_what_is_not()
    {
        _commit.HoldsReaders = true;
        var before = Batch();
        Assert.False(_commit.TryHold(before));
        Write(1);
        var reader = Batch();
        Assert.True(_commit.TryHold(reader));
        _commit.TryBegin(out _);
        _commit.Stored();
        Assert.True(_commit.TryRelease(out var released));
        Assert.Same(reader, released);
    }

    [Fact]
    public void While_storing_fails_only_those_wait_whose_own_writes_are_not_stored()
    {
        _commit.HoldsReaders = true;
        var writer = Write(1);
        var reader = Batch();
        Assert.True(_commit.TryHold(writer));
        Assert.True(_commit.TryHold(reader));
        _commit.TryBegin(out _);

        _commit.Fail("no space");
        Assert.True(_commit.TryRelease(out var released));
        Assert.Same(reader, released);
        Assert.False(_commit.TryRelease(out _));
        Assert.False(_commit.TryHold(Batch()));

        _commit.Resume(hasGroup: true);
        Assert.True(_commit.TryRelease(out released));
        Assert.Same(writer, released);
    }

    [Fact]
    public void Writers_wait_when_too_much_is_not_stored()
    {
        while (_log.EndOffset < 1000)
        {
            Assert.Equal(WriteGate.Open, _commit.Gate);
            Write(30);
        }

        Assert.Equal(WriteGate.Full, _commit.Gate);
        _commit.TryBegin(out _);
        _commit.Stored();
        Assert.Equal(WriteGate.Open, _commit.Gate);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_failure_the_group_in_doubt_is_stored_once(bool hadGroup)
    {
        Write(1);
        _commit.TryBegin(out var inDoubt);
        _commit.Fail("no space");
        Assert.Equal((WriteGate.Refused, "no space"), (_commit.Gate, _commit.Failure));
        Assert.False(_commit.TryBegin(out _));
        _commit.Resume(hadGroup);
        Assert.Equal(hadGroup ? WriteGate.Open : WriteGate.Refused, _commit.Gate);
        Assert.Equal(!hadGroup, _commit.TryBegin(out var again));
        if (hadGroup)
            return;
        Assert.Equal(inDoubt.Units.ToArray(), again.Units.ToArray());
        _commit.Stored();
        Assert.Equal((WriteGate.Open, true), (_commit.Gate, _commit.IsAllStored));
    }

    [Fact]
    public void Whatever_happens_in_whatever_order_the_store_has_the_log_and_nobody_hears_too_early() => Seeds.Run(300, random =>
    {
        var model = new Model();
        for (var step = 0; step < 200; step++)
        {
            switch (random.Next(6))
            {
                case 0 or 1 or 2:
                    model.Write(this, random.Next(1, 90));
                    break;
                case 3:
                    model.Begin();
                    break;
                case 4:
                    model.Store();
                    break;
                default:
                    model.FailAndResume(reached: random.Next(2) == 0);
                    break;
            }

            model.Check();
        }
    });

    private ShardBatch Write(int bytes) => Write(_log, bytes);

    private ShardBatch Write(CommandLog log, int bytes)
    {
        log.Append(0, "SET"u8, new byte[bytes]);
        log.CommitUnit();
        var batch = Batch();
        batch.LoggedTo = log.EndOffset;
        return batch;
    }

    private ShardBatch Batch()
    {
        var source = CommandBatch.Take(BufferPool.Rent(1));
        var batch = ShardBatch.Take(0, 1, source, new NoSink());
        source.Release();
        _batches.Add(batch);
        return batch;
    }

    private sealed class NoSink : IReplySink
    {
        public void Completed(ShardBatch batch)
        {
        }
    }

    /// <summary>A store that is a list of bytes.</summary>
    private sealed class Model
    {
        private readonly CommandLog _log = new(0, 256);
        private readonly GroupCommit _commit;
        private readonly List<byte> _stored = [];
        private readonly Queue<ShardBatch> _held = new();
        private LogGroup? _underWay;

        public Model()
        {
            _log.BeginStoring();
            _commit = new GroupCommit(_log, 2000);
        }

        public void Write(GroupCommitTests tests, int bytes)
        {
            var batch = tests.Write(_log, bytes);
            Assert.True(_commit.TryHold(batch));
            _held.Enqueue(batch);
        }

        public void Begin()
        {
            if (_commit.TryBegin(out var group))
                _underWay = group;
        }

        public void Store()
        {
            if (_underWay is not { } group)
                return;
            _stored.AddRange(group.Units.Span);
            _underWay = null;
            _commit.Stored();
        }

        public void FailAndResume(bool reached)
        {
            _commit.Fail("gone");
            reached &= _underWay is not null;
            if (reached)
                _stored.AddRange(_underWay!.Value.Units.Span);
            _underWay = null;
            _commit.Resume(reached);
            Begin();
            Store();
            Assert.Null(_commit.Failure);
        }

        public void Check()
        {
            while (_commit.TryRelease(out var released))
            {
                Assert.Same(_held.Dequeue(), released);
                Assert.True(released.LoggedTo <= _stored.Count);
            }

            Assert.True(_held.Count == 0 || _held.Peek().LoggedTo > _stored.Count);
            Assert.Equal(_stored.Count, _log.StoredOffset);
            LoggedUnits.Read(_stored.ToArray());
        }
    }
}
