namespace AkkaRedis.Node.Clients.Tracking;

public enum InvalidationKind : byte
{
    /// <summary>For the connection that tracks.</summary>
    Own,

    /// <summary>For a connection that another one redirects to.</summary>
    Redirected,

    /// <summary>For the connection that tracks: the one it redirects to is gone.</summary>
    BrokenRedirect,
}

/// <summary>
/// A message to a client about keys that it keeps: the RESP of their array, or of null for all keys; of a broken redirection
/// that of the id. Shared by all who get it. How it is framed is decided when it is written, by the protocol of that moment.
/// </summary>
/// <param name="Kind">For whom it is.</param>
/// <param name="Payload">Its RESP.</param>
/// <param name="IsAhead">
/// It may come before the reply to the only request of the batch that was being carried out: the key went for that one.
/// </param>
public readonly record struct Invalidation(InvalidationKind Kind, byte[] Payload, bool IsAhead = false);
