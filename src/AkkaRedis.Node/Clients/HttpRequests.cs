using System.Text;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// Requests of HTTP that come to the client port, as a web page can make a browser send them. Their first line, or that of their
/// headers with the host, has the form of an inline request, so the connection is cut off before what follows, which the page
/// chose, is run as commands. As in redis-server no reply is sent, and the log tells of it once a minute at most.
/// Any thread.
/// </summary>
public sealed class HttpRequests(TimeProvider time, Action<string> warn)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _toldAt;
    private bool _wasTold;

    /// <summary>Is it one, by the first word of a request?</summary>
    public static bool Is(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "post"u8) || Ascii.EqualsIgnoreCase(word, "host:"u8);

    public void CutOff(IClientHandle client)
    {
        client.Kill();
        lock (_lock)
        {
            if (_wasTold && time.GetElapsedTime(_toldAt) < LogInterval)
                return;
            (_wasTold, _toldAt) = (true, time.GetTimestamp());
        }

        warn($"{client.Session.RemoteAddress} sent POST or Host: to the client port, perhaps by a web page that attacks; it was cut off");
    }
}
