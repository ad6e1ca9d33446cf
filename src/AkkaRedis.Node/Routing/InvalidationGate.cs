using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Clients.Tracking;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// When invalidations go out to a client, and in what form.
///
/// An invalidation must come after the reply of the read that it takes back, or the client would keep what it has just been
/// told is old. It can be here before that reply is. So what is seen waiting goes out when all batches that had been accepted
/// by then are answered, or when nothing of them is being carried out: the read is among those, if it has not been answered
/// already. That also puts a client's own change before the message about it, as in redis-server. A key evicted for a request
/// that is the only one of its batch was read before that: with no other batch in flight, the message need not wait.
/// </summary>
internal sealed class InvalidationGate(Session session)
{
    private int _seen;
    private long _seenAfter;

    /// <summary>Writes what may go out now, until the output has so many bytes.</summary>
    /// <param name="output">The client's output, at the end of a reply.</param>
    /// <param name="accepted">Batches accepted so far.</param>
    /// <param name="answered">Batches of them that are answered.</param>
    /// <param name="isAtRest">All that was carried out is answered; what is not is waiting.</param>
    /// <param name="untilBytes">Where to stop.</param>
    public void MoveTo(RespWriter output, long accepted, long answered, bool isAtRest, int untilBytes)
    {
        if (session.Invalidations is not { } inbox)
            return;
        for (; accepted - answered <= 1 && inbox.IsNextAhead && inbox.TryTake(out var message); _seen = Math.Max(0, _seen - 1))
            Write(output, message);
        if (_seen == 0)
            (_seen, _seenAfter) = (inbox.Count, accepted);
        if (answered < _seenAfter && !isAtRest)
            return;
        for (; _seen > 0 && output.Length < untilBytes && inbox.TryTake(out var message); _seen--)
            Write(output, message);
    }

    /// <summary>A client of RESP2 can be told only as a subscriber to whom another one redirects.</summary>
    private void Write(RespWriter output, in Invalidation message)
    {
        output.Protocol = session.Protocol;
        if (message.Kind != InvalidationKind.Redirected && session.Tracking is null)
            return;
        if (session.Protocol == 3)
        {
            output.Push(2);
            output.Bulk(message.Kind == InvalidationKind.BrokenRedirect ? "tracking-redir-broken"u8 : "invalidate"u8);
        }
        else if (message.Kind == InvalidationKind.Redirected && session.IsSubscribed)
        {
            output.Push(3);
            output.Bulk("message"u8);
            output.Bulk("__redis__:invalidate"u8);
        }
        else
        {
            return;
        }

        output.Raw(message.Payload);
    }
}
