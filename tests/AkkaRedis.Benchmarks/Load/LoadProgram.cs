using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>The commands <c>load</c> and <c>hold</c>: options in, exit code out.</summary>
internal static class LoadProgram
{
    private const int Failed = 1;
    private const int BadOptions = 2;

    public static int Load(ReadOnlySpan<string> args) => With(args, options =>
    {
        using var run = new LoadRun(options);
        var report = run.Run();
        Console.WriteLine(report);
        if (report.Failure is null)
            return 0;
        Console.Error.WriteLine(report.Failure);
        return Failed;
    });

    /// <summary>Connections that asked once, so that the server has made all it makes for a client, and then are silent.</summary>
    public static int Hold(ReadOnlySpan<string> args) => With(args, options =>
    {
        var sockets = Enumerable.Range(0, options.Connections).Select(_ => OpenAndPing(options.Port)).ToList();
        Console.WriteLine($"holding {sockets.Count}");
        Console.In.ReadToEnd();
        sockets.ForEach(s => s.Dispose());
        return 0;
    });

    private static Socket OpenAndPing(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        socket.Send("PING\r\n"u8);
        var reply = new byte[64];
        var length = socket.Receive(reply);
        return length > 0 && reply[0] == (byte)'+'
            ? socket
            : throw new IOException($"PING was answered with: {Encoding.Latin1.GetString(reply, 0, length)}");
    }

    private static int With(ReadOnlySpan<string> args, Func<LoadOptions, int> run)
    {
        if (LoadOptions.Parse(args, out var error) is not { } options)
        {
            Console.Error.WriteLine($"{error}\n{LoadOptions.Usage}");
            return BadOptions;
        }

        try
        {
            return run(options);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }
    }
}
