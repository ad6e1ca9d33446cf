using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AkkaRedis.Benchmarks.Pauses;

/// <summary>
/// Asks for one key after the other, about a thousand times a second, and notes how long each reply took. The bare probe does the
/// same with a socket that echoes what it gets: what the machine itself lets a client wait, at the same time.
/// </summary>
internal sealed class Probe : IDisposable
{
    private const int IntervalUs = 1000;

    private readonly Wire _wire;
    private readonly Thread _thread;
    private readonly int _keys;
    private Waits _waits;
    private volatile bool _stopping;

    public Probe(int port, int keys, Waits waits)
    {
        (_keys, _waits) = (keys, waits);
        _wire = new Wire(port);
        _thread = new Thread(Run) { Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>A probe against an echo on a thread of its own.</summary>
    public static Probe Bare(Waits waits)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var probe = new Probe(((IPEndPoint)listener.LocalEndpoint).Port, keys: 0, waits);
        new Thread(() => Echo(listener)) { IsBackground = true }.Start();
        return probe;
    }

    /// <summary>Notes what follows elsewhere.</summary>
    public void SwitchTo(Waits waits) => Volatile.Write(ref _waits, waits);

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _wire.Dispose();
    }

    private static void Echo(TcpListener listener)
    {
        using var socket = listener.AcceptSocket();
        listener.Stop();
        socket.NoDelay = true;
        var buffer = new byte[4096];
        try
        {
            while (socket.Receive(buffer) > 0)
                socket.Send("+OK\r\n"u8);
        }
        catch (SocketException)
        {
            // The probe has closed its end in the middle of an exchange.
            return;
        }
    }

    private void Run()
    {
        var random = new Random(7);
        while (!_stopping)
        {
            _wire.Socket.Poll(IntervalUs, SelectMode.SelectRead);
            var waits = Volatile.Read(ref _waits);
            if (_keys == 0)
                _wire.Add("PING "u8, 1, ""u8);
            else
                _wire.Add("GET key:"u8, random.Next(_keys), ""u8);
            var sentAt = Stopwatch.GetTimestamp();
            _wire.Exchange();
            waits.Add(sentAt, Stopwatch.GetTimestamp());
        }
    }
}
