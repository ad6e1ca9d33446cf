using Akka.Actor;
using Akka.Event;

namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>
/// The topology of the cluster, its one copy that decides: a singleton on the data nodes, which recovers it from the journal and
/// tells each node that starts whether and by what it may serve. <see cref="TopologyRules"/> decide.
///
/// States: recovering (claims wait), ready, storing an event (claims wait). A journal that fails is told to those who wait, so
/// that a start ends with the reason, and is opened anew after a while.
/// </summary>
internal sealed class TopologyActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly string _journalPluginId;
    private readonly List<(NodeClaim Claim, IActorRef Node)> _waiting = [];
    private ClusterTopology _known = ClusterTopology.None;
    private IActorRef _log = ActorRefs.Nobody;
    private bool _isReady;
    private string? _broke;

    public TopologyActor(string journalPluginId) => _journalPluginId = journalPluginId;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string journalPluginId) => Akka.Actor.Props.Create(() => new TopologyActor(journalPluginId));

    /// <summary>A journal that is not there breaks its actor before that can tell.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _broke = cause.GetBaseException().Message;
        return Directive.Stop;
    });

    protected override void PreStart() => OpenLog();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JoinTopology join:
                _waiting.Add((join.Claim, Sender));
                DecideNext();
                break;
            case TopologyReplayed replayed when IsLog(Sender):
                TryApply(replayed.Formed);
                break;
            case TopologyOpened when IsLog(Sender):
                _isReady = true;
                DecideNext();
                break;
            case TopologyStored stored when IsLog(Sender):
                _isReady = TryApply(stored.Formed);
                DecideNext();
                break;
            case TopologyFailed failed when IsLog(Sender):
                GiveUp(failed.Reason);
                break;
            case Terminated ended when IsLog(ended.ActorRef):
                GiveUp(_broke ?? "its journal has stopped");
                break;
            case OpenAgain:
                OpenLog();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private bool IsLog(IActorRef sender) => sender.Equals(_log);

    private void OpenLog()
    {
        _known = ClusterTopology.None;
        _broke = null;
        _log = Context.Watch(Context.ActorOf(TopologyLogActor.Props(_journalPluginId)));
    }

    /// <summary>Answers those who wait, until an event must be stored first.</summary>
    private void DecideNext()
    {
        while (_isReady && _waiting is [var (claim, node), ..])
        {
            var decision = TopologyRules.Decide(_known, claim);
            if (decision.Event is { } formed)
            {
                _isReady = false;
                _log.Tell(formed);
                return;
            }

            _waiting.RemoveAt(0);
            node.Tell(decision.Refusal is { } refusal ? new TopologyRefused(refusal) : new TopologyGiven(_known));
        }
    }

    private bool TryApply(ClusterFormed formed)
    {
        if (TopologyRules.After(_known, formed, out var fault) is not { } topology)
        {
            GiveUp(fault!);
            return false;
        }

        _known = topology;
        return true;
    }

    private void GiveUp(string reason)
    {
        Context.GetLogger().Error("the topology: {0}", reason);
        _isReady = false;
        Context.Stop(Context.Unwatch(_log));
        _log = ActorRefs.Nobody;
        foreach (var (_, node) in _waiting)
            node.Tell(new TopologyRefused($"topology: {reason}"));
        _waiting.Clear();
        Timers.StartSingleTimer("open", OpenAgain.Instance, RetryDelay);
    }

    private sealed class OpenAgain
    {
        public static readonly OpenAgain Instance = new();
    }
}
