using System.Net.Sockets;
using Akka.Streams;
using Akka.Streams.Stage;
using AkkaRedis.Node.Clients.Sockets;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// The edge: owns a client's socket, turns received bytes into batches of commands and writes reply chunks.
/// Out: one <see cref="CommandBatch"/> per read, with all its complete commands; the socket is read only on demand, so a
/// session that does not pull stops the client by TCP. In: one <see cref="ReplyChunk"/> at a time, pulled when the one before
/// was sent.
/// End: when the client closes its side, Out completes; In completing ends the stage after the last send; In failing ends it at
/// once. Whatever ends the stage, socket and buffers are given back when the operations under way have completed.
/// </summary>
internal sealed class RespConnectionStage(Socket socket, ISocketEngine sockets, ClientConnection connection, NodeServices node)
    : GraphStage<FlowShape<ReplyChunk, CommandBatch>>
{
    private readonly Inlet<ReplyChunk> _in = new("replies");
    private readonly Outlet<CommandBatch> _out = new("commands");

    public override FlowShape<ReplyChunk, CommandBatch> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, socket, sockets, connection, node);

    private sealed class Logic : GraphStageLogic
    {
        private readonly RespConnectionStage _stage;
        private readonly ClientConnection _connection;
        private readonly Session _session;
        private readonly NodeServices _node;
        private readonly RespReader _reader;
        private readonly ISocketChannel _channel;
        private ReplyChunk? _chunk;
        private int _sentOfChunk;
        private bool _isReceiving;
        private bool _clientClosed;
        private bool _protocolBroken;
        private bool _isStopped;

        public Logic(RespConnectionStage stage, Socket socket, ISocketEngine sockets, ClientConnection connection, NodeServices node)
            : base(stage.Shape)
        {
            _stage = stage;
            _connection = connection;
            _session = connection.Session;
            _node = node;
            _reader = new RespReader(node.ClientSettings.Protocol);
            _channel = sockets.Open(socket, GetAsyncCallback(OnReceivable), GetAsyncCallback(OnSendable));
            SetHandler(stage._out, onPull: Deliver, onDownstreamFinish: _ => { });
            SetHandler(stage._in, onPush: OnChunk, onUpstreamFinish: OnRepliesFinished, onUpstreamFailure: _ => CompleteStage());
        }

        public override void PreStart()
        {
            SetKeepGoing(true);
            Pull(_stage._in);
        }

        public override void PostStop()
        {
            _isStopped = true;
            _connection.StageStopped();
            var chunk = _chunk;
            _channel.Close(() =>
            {
                chunk?.Release();
                _reader.Dispose();
            });
        }

        /// <summary>
        /// Called on demand: hands out a batch, or receives until there is one. A demand made in the turn in which the stage
        /// ended may still arrive.
        /// </summary>
        private void Deliver()
        {
            while (!_isReceiving && !_protocolBroken && !_isStopped)
            {
                if (_reader.TakeBatch() is { } batch)
                {
                    PushBatch(batch);
                    return;
                }

                if (_reader.Error is { } error)
                {
                    PushProtocolError(error);
                    return;
                }

                if (_clientClosed)
                {
                    Complete(_stage._out);
                    return;
                }

                if (!TryReceive())
                    return;
            }
        }

        private void OnReceivable()
        {
            _isReceiving = false;
            if (IsAvailable(_stage._out))
                Deliver();
        }

        /// <summary>False when nothing is there yet, or the connection is broken, which ends the stage.</summary>
        private bool TryReceive()
        {
            var bytes = _channel.MayReceive() ? _channel.Receive(_reader.Space) : ISocketChannel.Pending;
            _isReceiving = bytes == ISocketChannel.Pending;
            if (_isReceiving)
                return false;
            if (bytes == ISocketChannel.Broken)
            {
                CompleteStage();
                return false;
            }

            _clientClosed = bytes == 0;
            _reader.Advance(bytes);
            _session.BytesReceived += bytes;
            _session.QueryBytes = _reader.PendingBytes;
            _session.QueryFreeBytes = _reader.BufferBytes - _reader.PendingBytes;
            Interlocked.Add(ref _node.Statistics.BytesReceived, bytes);
            return true;
        }

        private void PushProtocolError(string error)
        {
            _protocolBroken = true;
            Interlocked.Increment(ref _node.Statistics.ProtocolErrors);
            var last = CommandBatch.Take(BufferPool.Rent(1));
            last.ProtocolError = error;
            PushBatch(last);
        }

        private void PushBatch(CommandBatch batch)
        {
            _connection.InTransit = batch;
            Push(_stage._out, batch);
        }

        private void OnChunk()
        {
            if (_isStopped)
                return;
            _chunk = Grab(_stage._in);
            _chunk.IsTaken = true;
            _sentOfChunk = 0;
            SendChunk();
        }

        private void SendChunk()
        {
            while (_sentOfChunk < _chunk!.Length)
            {
                var bytes = _channel.Send(_chunk.Buffer!, _sentOfChunk, _chunk.Length - _sentOfChunk);
                if (bytes == ISocketChannel.Pending)
                    return;
                if (bytes == ISocketChannel.Broken)
                {
                    CompleteStage();
                    return;
                }

                _sentOfChunk += bytes;
            }

            EndChunk();
        }

        private void OnSendable()
        {
            if (_chunk is not null)
                SendChunk();
        }

        private void EndChunk()
        {
            _session.BytesSent += _sentOfChunk;
            Interlocked.Add(ref _node.Statistics.BytesSent, _sentOfChunk);
            var closes = _chunk!.ClosesConnection;
            _chunk.Release();
            _chunk = null;
            if (closes || IsClosed(_stage._in))
                CompleteStage();
            else
                Pull(_stage._in);
        }

        private void OnRepliesFinished()
        {
            if (_chunk is null)
                CompleteStage();
        }
    }
}
