using AkkaRedis.Node.Clients;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Routing;

namespace AkkaRedis.Tests.Clients;

/// <summary>The side of a connection that other threads touch: no note is lost, before it listens, while it does and after.</summary>
[Collection(PoolCounts.Alone)]
public sealed class ClientConnectionTests
{
    private readonly ClientConnection _connection = new(new Session(1, null, null, 0));
    private int _wakes;

    [Fact]
    public void A_note_left_before_it_listens_wakes_it()
    {
        _connection.Kill();
        Listen();
        Assert.Equal(1, _wakes);
        Assert.True(_connection.IsKilled);
        _connection.BeginTurn();
        _connection.Drain();
        Assert.Equal(2, _wakes);
    }

    [Fact]
    public void Without_a_note_it_is_not_woken()
    {
        Listen();
        Assert.Equal(0, _wakes);
    }

    [Fact]
    public void Many_notes_wake_it_once_a_turn()
    {
        Listen();
        var batches = Enumerable.Range(0, 3).Select(_ => NewBatch()).ToList();
        batches.ForEach(_connection.Completed);
        Assert.Equal(1, _wakes);
        _connection.BeginTurn();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(_connection.TryTakeReturned(out var batch));
            Assert.Same(batches[i], batch);
        }

        Assert.False(_connection.TryTakeReturned(out _));
        _connection.Wake();
        Assert.Equal(2, _wakes);
        batches.ForEach(b => b.Release());
    }

    [Fact]
    public void What_comes_back_when_it_is_gone_is_released()
    {
        var before = PoolCounts.Now;
        using var node = new RigNode(1, new Random(1));
        Listen();
        _connection.Completed(NewBatch());
        _connection.Stop(node.Shards);
        _connection.Completed(NewBatch());
        Assert.Equal(before, PoolCounts.Now);
    }

    [Fact]
    public void Batches_that_come_back_while_it_stops_are_released() => Seeds.Run(200, _ =>
    {
        var before = PoolCounts.Now;
        using var node = new RigNode(1, new Random(1));
        var connection = new ClientConnection(new Session(1, null, null, 0));
        var batches = Enumerable.Range(0, 20).Select(_ => NewBatch()).ToList();
        Parallel.Invoke(() => batches.ForEach(connection.Completed), () => connection.Stop(node.Shards));
        Assert.Equal(before, PoolCounts.Now);
    });

    [Fact]
    public async Task Notes_from_many_threads_are_all_seen()
    {
        using var isAwake = new SemaphoreSlim(0);
        var seen = 0;
        _connection.Attach(() => isAwake.Release());
        var reader = Task.Run(async () =>
        {
            while (seen < 4000)
            {
                await isAwake.WaitAsync();
                _connection.BeginTurn();
                while (_connection.TryTakeReturned(out var batch))
                {
                    seen++;
                    batch.Release();
                }
            }
        });
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 1000; i++)
                _connection.Completed(NewBatch());
        });
        await reader.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(4000, seen);
    }

    private static ShardBatch NewBatch()
    {
        var source = CommandBatch.Take(BufferPool.Rent(1));
        var batch = ShardBatch.Take(0, 1, source, null!);
        source.Release();
        return batch;
    }

    private void Listen() => _connection.Attach(() => _wakes++);
}
