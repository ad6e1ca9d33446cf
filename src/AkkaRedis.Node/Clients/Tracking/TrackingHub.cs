using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Clients.Tracking;

/// <summary>
/// The connections of this node that track keys, and the way of invalidations to them.
///
/// Who read which key only the shards know. Here are the prefixes that clients want broadcasts of: an immutable array in the
/// order of their bytes, replaced under a lock, read without. A message is made once and shared by all who get it; sending
/// only queues.
/// </summary>
public sealed class TrackingHub(ClientRegistry clients) : ITrackingSink
{
    private readonly Lock _changing = new();
    private volatile BroadcastPrefix[] _prefixes = [];
    private int _clientCount;

    /// <summary>Connections that track.</summary>
    public int ClientCount => Volatile.Read(ref _clientCount);

    public int PrefixCount => _prefixes.Length;

    public bool HasBroadcasts => _prefixes.Length > 0;

    /// <summary>From now on the connection tracks so. Prefixes of a broadcast that it has already are kept.</summary>
    public void TurnOn(Session session, TrackingMode mode)
    {
        lock (_changing)
        {
            if (session.Tracking is null)
                _clientCount++;
            session.Tracking = mode;
            foreach (var prefix in mode.Prefixes)
                _prefixes = BroadcastPrefix.With(_prefixes, prefix, session);
        }
    }

    public void TurnOff(Session session)
    {
        if (session.Tracking is null)
            return;
        lock (_changing)
        {
            if (session.Tracking is not { } mode)
                return;
            _clientCount--;
            session.Tracking = null;
            if (mode.IsBroadcast)
                _prefixes = BroadcastPrefix.Without(_prefixes, session);
        }
    }

    public void KeyChanged(ReadOnlySpan<byte> key, IReadOnlyList<long> readers, long writer, long madeRoomFor)
    {
        byte[]? payload = null;
        foreach (var id in readers)
        {
            if (clients.Find(id)?.Session is not { Tracking: { IsBroadcast: false } mode } session || (mode.IsNoLoop && id == writer))
                continue;
            Send(session, mode, payload ??= ArrayOf([key.ToArray()]), isAhead: id == madeRoomFor);
        }
    }

    public void KeysChanged(IReadOnlyList<ChangedKey> keys)
    {
        foreach (var prefix in _prefixes)
        {
            var fitting = keys.Where(k => k.Key.AsSpan().StartsWith(prefix.Bytes)).ToList();
            if (fitting.Count > 0)
                Broadcast(prefix.Sessions, fitting);
        }
    }

    public void AllChanged()
    {
        if (ClientCount == 0)
            return;
        foreach (var client in clients.All)
        {
            if (client.Session is { Tracking: { } mode } session)
                Send(session, mode, session.Protocol == 3 ? "_\r\n"u8.ToArray() : "$-1\r\n"u8.ToArray());
        }
    }

    private void Broadcast(IReadOnlyList<Session> sessions, List<ChangedKey> keys)
    {
        byte[]? toAll = null;
        foreach (var session in sessions)
        {
            if (session.Tracking is not { } mode)
                continue;
            var others = mode.IsNoLoop ? keys.Where(k => k.Writer != session.Id).ToList() : keys;
            if (others.Count == keys.Count)
                Send(session, mode, toAll ??= ArrayOf(keys.ConvertAll(k => k.Key)));
            else if (others.Count > 0)
                Send(session, mode, ArrayOf(others.ConvertAll(k => k.Key)));
        }
    }

    private void Send(Session session, TrackingMode mode, byte[] payload, bool isAhead = false)
    {
        if (mode.RedirectTo == 0)
        {
            session.OpenInvalidations().Add(new Invalidation(InvalidationKind.Own, payload, isAhead));
        }
        else if (clients.Find(mode.RedirectTo)?.Session is { IsEnding: false } target)
        {
            target.OpenInvalidations().Add(new Invalidation(InvalidationKind.Redirected, payload));
        }
        else
        {
            mode.IsRedirectBroken = true;
            session.OpenInvalidations().Add(new Invalidation(InvalidationKind.BrokenRedirect, IntegerOf(mode.RedirectTo)));
        }
    }

    private static byte[] ArrayOf(List<byte[]> keys)
    {
        var writer = new RespWriter();
        writer.Array(keys.Count);
        foreach (var key in keys)
            writer.Bulk(key);
        return Take(writer);
    }

    private static byte[] IntegerOf(long value)
    {
        var writer = new RespWriter();
        writer.Integer(value);
        return Take(writer);
    }

    private static byte[] Take(RespWriter writer)
    {
        var bytes = writer.WrittenSpan.ToArray();
        writer.Release();
        return bytes;
    }
}
