using System.Net.Sockets;
using Akka.Streams;
using Akka.Streams.Stage;
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
internal sealed class RespConnectionStage(Socket socket, ClientConnection connection, NodeServices node)
    : GraphStage<FlowShape<ReplyChunk, CommandBatch>>
{
    private readonly Inlet<ReplyChunk> _in = new("replies");
    private readonly Outlet<CommandBatch> _out = new("commands");

    public override FlowShape<ReplyChunk, CommandBatch> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, socket, connection, node);

    private sealed class Logic : GraphStageLogic
    {
        private readonly RespConnectionStage _stage;
        private readonly ClientConnection _connection;
        private readonly Session _session;
        private readonly NodeServices _node;
        private readonly RespReader _reader;
        private readonly SocketChannel _channel;
        private ReplyChunk? _chunk;
        private int _sentOfChunk;
        private bool _isReceiving;
        private bool _clientClosed;
        private bool _protocolBroken;
        private bool _isStopped;

        public Logic(RespConnectionStage stage, Socket socket, ClientConnection connection, NodeServices node)
            : base(stage.Shape)
        {
            _stage = stage;
            _connection = connection;
            _session = connection.Session;
            _node = node;
            _reader = new RespReader(node.ClientSettings.Protocol);
            _channel = new SocketChannel(socket, node.Statistics, GetAsyncCallback(OnReceived), GetAsyncCallback(OnSent));
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

                _isReceiving = !_channel.TryReceive(_reader.Space);
                if (!_isReceiving && !TakeReceived())
                    return;
            }
        }

        private void OnReceived()
        {
            _isReceiving = false;
            if (TakeReceived() && IsAvailable(_stage._out))
                Deliver();
        }

        /// <summary>False when the connection is broken, which ends the stage.</summary>
        private bool TakeReceived()
        {
            var bytes = _channel.ReceivedBytes;
            if (bytes < 0)
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
            while (_channel.TrySend(_chunk!.Buffer!, _sentOfChunk, _chunk.Length - _sentOfChunk))
            {
                if (!TakeSent())
                    return;
            }
        }

        private void OnSent()
        {
            if (TakeSent())
                SendChunk();
        }

        /// <summary>True when a part of the chunk is still to be sent.</summary>
        private bool TakeSent()
        {
            var bytes = _channel.SentBytes;
            if (bytes < 0)
            {
                CompleteStage();
                return false;
            }

            _sentOfChunk += bytes;
            if (_sentOfChunk < _chunk!.Length)
                return true;
            EndChunk();
            return false;
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
