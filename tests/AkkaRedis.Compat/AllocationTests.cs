using System.Net;
using System.Net.Sockets;
using System.Text;
using AkkaRedis.Compat.Harness;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Compat;

/// <summary>
/// What a node allocates from socket to socket, measured in the process it runs in: nothing for a command. What is allocated
/// for a read, whatever the number of commands in it, is Akka.Streams' own: the event with which a stage is woken, boxed into
/// its actor's mailbox, once for what came in and once for the replies.
/// </summary>
[Collection(OwnProcesses.Name)]
public sealed class AllocationTests
{
    /// <summary>Two wake-ups; half as much again before the code of a wake-up is optimized.</summary>
    private const int BytesPerRead = 750;

    /// <summary>What is written in a turn is one event of Akka.Persistence, with its messages.</summary>
    private const int BytesPerGroup = 1250;

    /// <summary>What the process around the node allocates meanwhile, for each command. The smallest object has 24.</summary>
    private const double NoiseBytes = 6;

    /// <summary>Measurements, of which the least counts: whatever else allocates only adds.</summary>
    private const int Rounds = 3;

    private const int Reads = 2000;

    /// <summary>Commands, or groups of commands, in a read.</summary>
    private const int Few = 10;
    private const int Many = 40;

    /// <summary>A list renews the array its elements are packed in now and then, which is memory of the value.</summary>
    private const double ListBytes = 20;

    public static TheoryData<string, double, int> Commands => new()
    {
        { "GET k", 0, 0 }, { "EXISTS k", 0, 0 }, { "TTL k", 0, 0 }, { "PING", 0, 0 }, { "HGET h f", 0, 0 },
        { "SET k value", 0, BytesPerGroup }, { "INCR n", 0, BytesPerGroup }, { "HSET h f value", 0, BytesPerGroup },
        { "LPUSH l element;RPOP l", ListBytes, BytesPerGroup }, { "RPUSH l element;LPOP l", ListBytes, BytesPerGroup },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_pipelined_command_allocates_nothing_but_memory_of_its_value(string command, double valueBytes, int groupBytes)
    {
        using var folder = new TemporaryFolder();
        await using var server = await AkkaRedisServer.StartAsync(NodeConfigurationFactory.Create(new Dictionary<string, string>
        {
            ["port"] = "0", ["cluster-port"] = "0", ["node-port"] = "0", ["peer-port"] = "0", ["admin-port"] = "0",
            ["dir"] = Path.Combine(folder.Path, "data"), ["log-level"] = "none",
        }));
        using var client = new PipelineClient(server.Ports.Proxy);
        client.Run("SET k value", 1, 1);
        client.Run("LPUSH l element", 1, 1);
        client.Run(command, Few, Reads);
        client.Run(command, Many, Reads);
        var few = client.BytesAllocatedPerRead(command, Few, Reads);
        var many = client.BytesAllocatedPerRead(command, Many, Reads);
        Assert.InRange(few, 0, BytesPerRead + groupBytes + (Few * valueBytes));
        Assert.InRange((many - few) / (Many - Few), double.NegativeInfinity, valueBytes + NoiseBytes);
    }

    /// <summary>Sends pipelines and reads their replies without allocating anything itself.</summary>
    private sealed class PipelineClient : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _replies = new byte[64 * 1024];

        public PipelineClient(int port) => _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));

        public void Run(string commands, int times, int reads) =>
            Run(Request(commands, times), commands.Split(';').Length * times, reads);

        public double BytesAllocatedPerRead(string commands, int times, int reads)
        {
            var request = Request(commands, times);
            var replies = commands.Split(';').Length * times;
            var least = long.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                Run(request, replies, reads);
                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            return least / (double)reads;
        }

        public void Dispose() => _socket.Dispose();

        private static byte[] Request(string commands, int times)
        {
            var group = string.Concat(commands.Split(';').Select(command => RawConnection.Resp(command.Split(' '))));
            return Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(group, times)));
        }

        /// <summary>Every reply here is one line, or a length and a line.</summary>
        private void Run(byte[] request, int replies, int reads)
        {
            for (var i = 0; i < reads; i++)
            {
                _socket.Send(request);
                for (var missing = replies; missing > 0;)
                {
                    var bytes = _socket.Receive(_replies);
                    Assert.NotEqual(0, bytes);
                    missing -= CountReplies(_replies.AsSpan(0, bytes));
                }
            }
        }

        private static int CountReplies(ReadOnlySpan<byte> bytes) =>
            bytes.Count((byte)'\n') - bytes.Count((byte)'$') + bytes.Count("$-1"u8);
    }
}
