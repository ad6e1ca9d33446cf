using Akka.Streams;
using Akka.Streams.Stage;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// Carries a connection's <see cref="ClientCore"/>: batches of commands in, reply chunks out. Pulls the next batch only while
/// the core can accept it, which is what stops a client that does not read its replies.
/// </summary>
internal sealed class SessionStage(ClientConnection connection, NodeServices node, IShardGateway gateway, Random random)
    : GraphStage<FlowShape<CommandBatch, ReplyChunk>>
{
    private readonly Inlet<CommandBatch> _in = new("commands");
    private readonly Outlet<ReplyChunk> _out = new("replies");
    private readonly IShardGateway _gateway = gateway;

    public override FlowShape<CommandBatch, ReplyChunk> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, connection, new ClientCore(connection.Session, node, _gateway, connection, random), node);

    private sealed class Logic : GraphStageLogic
    {
        private static readonly Exception Killed = new OperationCanceledException("client killed");

        private readonly SessionStage _stage;
        private readonly ClientConnection _connection;
        private readonly ClientCore _core;
        private readonly NodeServices _node;

        public Logic(SessionStage stage, ClientConnection connection, ClientCore core, NodeServices node)
            : base(stage.Shape)
        {
            _stage = stage;
            _connection = connection;
            _core = core;
            _node = node;
            SetHandler(stage._in, onPush: OnBatch, onUpstreamFinish: Continue);
            SetHandler(stage._out, onPull: Continue);
        }

        public override void PreStart()
        {
            _connection.Attach(GetAsyncCallback(OnWake));
            Pull(_stage._in);
        }

        public override void PostStop()
        {
            _node.Clients.Remove(_connection.Session.Id);
            _core.Dispose();
            _connection.StageStopped();
            _connection.Stop(_stage._gateway);
        }

        private void OnBatch()
        {
            _connection.InTransit = null;
            _core.Accept(Grab(_stage._in));
            Continue();
        }

        private void OnWake()
        {
            _connection.BeginTurn();
            while (_connection.TryTakeReturned(out var batch))
                _core.Returned(batch);
            while (_connection.TryTakeUnblock(out var note))
                _core.EndWait(note.Wait, note.WithError ? WaitEnd.Error : WaitEnd.Timeout);
            if (_core.HasParked)
                _core.RetryParked();
            _core.RetryHeld();
            Continue();
        }

        /// <summary>Does all that can be done now: writes what is due, reads what may be read, ends what is over.</summary>
        private void Continue()
        {
            if (_connection.IsKilled || ExceedsOutputLimit())
            {
                FailStage(Killed);
                return;
            }

            if (IsAvailable(_stage._out) && _core.TryTakeOutput(_connection.Chunk))
                Push(_stage._out, _connection.Chunk);
            _connection.WantsSweep = _core.HasParked || _connection.Session.IsPaused;
            var mayEnd = _core.IsClosing || _connection.IsDraining || IsClosed(_stage._in);
            if (mayEnd && (_core.IsIdle || _core.OnlyWaits))
                CompleteStage();
            else if (_core.CanAccept && !_connection.IsDraining && !HasBeenPulled(_stage._in) && !IsClosed(_stage._in))
                Pull(_stage._in);
        }

        private bool ExceedsOutputLimit()
        {
            var session = _connection.Session;
            var hard = _node.ClientSettings.OutputLimitOf(session).HardBytes;
            return hard > 0 && session.OutputBytesWithMessages > hard;
        }
    }
}
