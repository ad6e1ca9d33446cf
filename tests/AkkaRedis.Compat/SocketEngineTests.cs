using System.Net;
using System.Net.Sockets;
using AkkaRedis.Node.Clients.Sockets;
using AkkaRedis.Node.Monitor;

namespace AkkaRedis.Compat;

public sealed class EpollSocketEngineTests() : SocketEngineTests(statistics => new EpollEngine(threads: 2, statistics));

public sealed class AsyncSocketEngineTests() : SocketEngineTests(statistics => new AsyncSocketEngine(statistics));

/// <summary>
/// The contract of a channel, kept by both engines over real sockets: every byte arrives once and in order whatever the sizes
/// of sends and receives, the end is told after the last byte, and a channel closed at any moment lets go of all it had.
/// </summary>
public abstract class SocketEngineTests : IDisposable
{
    private const int Seeds = 20;
    private const int Closes = 300;

    private readonly NodeStatistics _statistics = new();
    private readonly ISocketEngine _engine;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    internal SocketEngineTests(Func<NodeStatistics, ISocketEngine> create)
    {
        _engine = create(_statistics);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task What_a_client_sends_arrives_whole_and_then_the_end()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var (client, channel) = await OpenAsync();
            var random = new Random(seed);
            var sent = new byte[random.Next(1, 500_000)];
            random.NextBytes(sent);
            var received = Task.Run(() => channel.ReceiveAllAsync(new Random(seed)));
            await SendAsync(client, sent, random);
            client.Shutdown(SocketShutdown.Send);
            var all = await received;
            Assert.True(sent.AsSpan().SequenceEqual(all), $"seed {seed}");
            await CloseAsync(client, channel);
        }

        Assert.Equal(0, _statistics.OpenSockets);
    }

    [Fact]
    public async Task What_a_channel_sends_arrives_whole_at_a_client_that_reads_slowly()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var (client, channel) = await OpenAsync();
            var random = new Random(seed);
            var sent = new byte[random.Next(1, 3_000_000)];
            random.NextBytes(sent);
            var sending = Task.Run(() => channel.SendAllAsync(sent));
            var received = new byte[sent.Length];
            for (var at = 0; at < received.Length;)
                at += await client.ReceiveAsync(received.AsMemory(at, Math.Min(1 + random.Next(70_000), received.Length - at)));
            await sending;
            Assert.True(sent.AsSpan().SequenceEqual(received), $"seed {seed}");
            await CloseAsync(client, channel);
        }

        Assert.Equal(0, _statistics.OpenSockets);
    }

    [Fact]
    public async Task A_reset_is_told_to_who_waits()
    {
        var (client, channel) = await OpenAsync();
        var received = Task.Run(() => channel.ReceiveAllAsync(new Random(1)));
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
        Assert.Null(await received);
        await channel.CloseAsync();
    }

    [Fact]
    public async Task A_channel_closed_while_bytes_come_lets_go_of_everything_and_hears_nothing_of_the_next()
    {
        var random = new Random(7);
        for (var i = 0; i < Closes; i++)
        {
            var (client, channel) = await OpenAsync();
            var received = Task.Run(() => channel.ReceiveSomeAsync());
            await client.SendAsync(new byte[1 + random.Next(100)]);
            if (random.Next(2) == 0)
                await received;
            await channel.CloseAsync();
            client.Dispose();
            Assert.Equal(ISocketChannel.Broken, channel.ReceiveAfterClose());
        }

        Assert.Equal(0, _statistics.OpenSockets);
    }

    private static async Task CloseAsync(Socket client, OwnedChannel channel)
    {
        await channel.CloseAsync();
        client.Dispose();
    }

    private static async Task SendAsync(Socket client, ReadOnlyMemory<byte> bytes, Random random)
    {
        while (bytes.Length > 0)
            bytes = bytes[await client.SendAsync(bytes[..Math.Min(bytes.Length, 1 + random.Next(20_000))])..];
    }

    private async Task<(Socket Client, OwnedChannel Channel)> OpenAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(_listener.LocalEndPoint!);
        return (client, new OwnedChannel(_engine, await _listener.AcceptAsync()));
    }

    /// <summary>A channel with an owner that does one thing at a time, as a stage does in its turns.</summary>
    private sealed class OwnedChannel
    {
        private readonly SemaphoreSlim _turn = new(1);
        private readonly SemaphoreSlim _receivable = new(0);
        private readonly SemaphoreSlim _sendable = new(0);
        private readonly ISocketChannel _channel;
        private volatile bool _isClosed;

        public OwnedChannel(ISocketEngine engine, Socket socket) =>
            _channel = engine.Open(socket, () => _receivable.Release(), () => _sendable.Release());

        /// <summary>All bytes up to the end; null when the connection broke.</summary>
        public async Task<byte[]?> ReceiveAllAsync(Random random)
        {
            var all = new MemoryStream();
            while (true)
            {
                var memory = new byte[1 + random.Next(40_000)];
                var bytes = await ReceiveAsync(memory);
                if (bytes <= 0)
                    return bytes == 0 ? all.ToArray() : null;
                all.Write(memory, 0, bytes);
            }
        }

        public Task<int> ReceiveSomeAsync() => ReceiveAsync(new byte[1000]);

        public async Task SendAllAsync(byte[] bytes)
        {
            for (var at = 0; at < bytes.Length;)
            {
                var sent = await InTurnAsync(() => _channel.Send(bytes, at, bytes.Length - at));
                if (sent == ISocketChannel.Pending)
                    await _sendable.WaitAsync();
                else
                    at += sent >= 0 ? sent : throw new IOException("the connection broke");
            }
        }

        public int ReceiveAfterClose() => _channel.Receive(new byte[1]);

        /// <summary>Completes when the channel has let go of its memory.</summary>
        public async Task CloseAsync()
        {
            var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await InTurnAsync(() =>
            {
                _isClosed = true;
                _channel.Close(released.SetResult);
                return 0;
            });
            _receivable.Release();
            await released.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        private async Task<int> ReceiveAsync(byte[] memory)
        {
            while (!_isClosed)
            {
                var bytes = await InTurnAsync(() => _isClosed ? ISocketChannel.Broken : _channel.Receive(memory));
                if (bytes != ISocketChannel.Pending)
                    return bytes;
                await _receivable.WaitAsync();
            }

            return ISocketChannel.Broken;
        }

        private async Task<int> InTurnAsync(Func<int> call)
        {
            await _turn.WaitAsync();
            try
            {
                return call();
            }
            finally
            {
                _turn.Release();
            }
        }
    }
}
