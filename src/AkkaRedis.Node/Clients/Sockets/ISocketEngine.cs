using System.Net.Sockets;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>Waits for what the system says about client sockets. Disposed when no channel is open any more.</summary>
internal interface ISocketEngine : IDisposable
{
    /// <summary>
    /// Takes over a connected socket. The handlers are called on a thread of the engine and may only leave a note.
    /// </summary>
    ISocketChannel Open(Socket socket, Action onReceivable, Action onSendable);
}

/// <summary>
/// A client socket with at most one receive and one send under way. One owner, who calls from one thread at a time.
///
/// A call that cannot be answered yet gives <see cref="Pending"/>; its handler is called once when it is worth calling again,
/// with the same memory, which belongs to the channel until a call gave something else.
/// </summary>
internal interface ISocketChannel
{
    /// <summary>The connection is broken.</summary>
    public const int Broken = -1;

    /// <summary>Nothing yet; the handler will be called.</summary>
    public const int Pending = -2;

    /// <summary>
    /// Is there perhaps something to receive? If not, the handler will be called, and an idle connection needs no memory to
    /// receive into meanwhile. An engine that cannot know says yes.
    /// </summary>
    bool MayReceive();

    /// <summary>Bytes received, 0 when the client closed its side, <see cref="Broken"/> or <see cref="Pending"/>.</summary>
    int Receive(Memory<byte> into);

    /// <summary>Bytes sent, perhaps fewer than asked, <see cref="Broken"/> or <see cref="Pending"/>.</summary>
    int Send(byte[] buffer, int offset, int count);

    /// <summary>
    /// Closes the socket at any moment, once; <paramref name="released"/> is called when no operation uses its memory any more.
    /// </summary>
    void Close(Action released);
}
