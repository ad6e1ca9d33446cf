using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Tests.Protocol;

/// <summary>What is taken from the pools goes back, exactly once.</summary>
[Collection(PoolCounts.Alone)]
public sealed class BufferLeakTests
{
    [Fact]
    public void A_reader_that_ends_anywhere_holds_nothing() => Seeds.Run(1000, random =>
    {
        var before = PoolCounts.Now;
        var text = "SET a \"b\"\r\n*0\r\n*2\r\n$3\r\nGET\r\n$200000\r\n" + new string('k', 200_000) + "\r\nPING\r\n*1\r\n$x\r\n";
        var reader = new RespReader(new ProtocolLimits { MaxBatchCommands = random.Next(1, 3) });
        var taken = new List<CommandBatch>();
        var bytes = Encoding.ASCII.GetBytes(text[..random.Next(text.Length)]);
        for (var at = 0; at < bytes.Length && reader.Error is null;)
        {
            var n = Math.Min(Math.Min(random.Next(1, 100_000), reader.Space.Length), bytes.Length - at);
            bytes.AsSpan(at, n).CopyTo(reader.Space.Span);
            reader.Advance(n);
            at += n;
            while (reader.TakeBatch() is { } batch)
                taken.Add(batch);
        }

        reader.Dispose();
        reader.Dispose();
        taken.ForEach(b => b.Release());
        Assert.Equal(before, PoolCounts.Now);
    });

    [Fact]
    public void Many_connections_with_a_header_each_cost_little()
    {
        var readers = Enumerable.Range(0, 2000).Select(_ => new RespReader()).ToList();
        foreach (var reader in readers)
        {
            "*2\r\n$3\r\nSET\r\n$536870912\r\nx"u8.CopyTo(reader.Space.Span);
            reader.Advance(27);
            Assert.Null(reader.TakeBatch());
            Assert.InRange(reader.Space.Length, 1, 128 * 1024);
        }

        Assert.InRange(readers.Sum(r => (long)r.BufferBytes), 0, 2000 * 128L * 1024);
        readers.ForEach(r => r.Dispose());
    }

    [Fact]
    public void A_batch_is_given_back_by_its_last_holder()
    {
        var before = PoolCounts.Now;
        var source = CommandBatch.Take(BufferPool.Rent(10));
        source.AddArg(0, 4);
        source.EndCommand(0);
        var first = ShardBatch.Take(0, 1, source, null!);
        var second = ShardBatch.Take(1, 1, source, null!);
        first.Reply.Ok();
        source.Release();
        first.Release();
        Assert.Equal(1, source.Count);
        second.Release();
        Assert.Equal(0, source.Count);
        Assert.Equal(before, PoolCounts.Now);
    }

    [Fact]
    public void Giving_back_twice_is_noticed()
    {
        var source = CommandBatch.Take(BufferPool.Rent(10));
        var batch = ShardBatch.Take(0, 1, source, null!);
        batch.Release();
        Assert.Throws<InvalidOperationException>(batch.Release);
        source.Release();
    }

    [Fact]
    public void A_detached_reply_belongs_to_who_took_it()
    {
        var before = PoolCounts.Now;
        var writer = new RespWriter();
        Assert.Null(writer.Detach(out var none));
        writer.Ok();
        var buffer = writer.Detach(out var length);
        writer.Release();
        Assert.Equal((0, 5, before.Buffers + 1), (none, length, PoolCounts.Now.Buffers));
        BufferPool.Return(buffer!);
        Assert.Equal(before, PoolCounts.Now);
    }

    [Fact]
    public void A_recycled_batch_is_as_new()
    {
        var source = CommandBatch.Take(BufferPool.Rent(10));
        var used = ShardBatch.Take(3, 9, source, null!);
        used.Add(default);
        (used.Next, used.Epoch, used.IsAbandoned, used.Outcome) = (1, 7, true, ShardBatchOutcome.Unknown);
        used.BeginNextReply();
        used.Reply.Protocol = 3;
        used.Release();
        source.ProtocolError = "x";
        source.Release();

        source = CommandBatch.Take(BufferPool.Rent(10));
        var fresh = ShardBatch.Take(0, 1, source, null!);
        Assert.Equal(
            (0, 0, 0, false, ShardBatchOutcome.Done),
            (fresh.Count, fresh.Next, fresh.ReplyBase, fresh.IsAbandoned, fresh.Outcome));
        Assert.Equal((0, 0, null), (source.Count, source.ArgCount, source.ProtocolError));
        fresh.Release();
        source.Release();
    }
}
