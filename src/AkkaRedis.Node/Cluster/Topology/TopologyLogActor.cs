using Akka.Actor;
using Akka.Persistence;
using AkkaRedis.Node.Persistence;

namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>An event of the journal.</summary>
internal sealed record TopologyReplayed(ClusterFormed Formed);

/// <summary>There are no more events in the journal.</summary>
internal sealed record TopologyOpened;

/// <summary>The event that was given to the journal is stored.</summary>
internal sealed record TopologyStored(ClusterFormed Formed);

/// <summary>The journal does not work; the actor that tells so stops.</summary>
internal sealed record TopologyFailed(string Reason);

/// <summary>
/// The persistent side of the topology, its child. It only carries. Akka stops a persistent actor whose journal fails; the
/// <see cref="TopologyActor"/>, which keeps the state, then makes a new one.
/// </summary>
internal sealed class TopologyLogActor : UntypedPersistentActor
{
    private readonly IActorRef _topology = Context.Parent;

    public TopologyLogActor(string journalPluginId)
    {
        JournalPluginId = journalPluginId;
        SnapshotPluginId = "akka.persistence.no-snapshot-store";
    }

    public override string PersistenceId => "topology";

    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    public static Props Props(string journalPluginId) => Akka.Actor.Props.Create(() => new TopologyLogActor(journalPluginId));

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case ClusterFormed formed:
                _topology.Tell(new TopologyReplayed(formed));
                break;
            case RecoveryCompleted:
                _topology.Tell(new TopologyOpened());
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        if (message is ClusterFormed formed)
            Persist(formed, stored => _topology.Tell(new TopologyStored(stored)));
        else
            Unhandled(message);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Fail(reason);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Fail(cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Fail(cause);
        Context.Stop(Self);
    }

    private void Fail(Exception cause) => _topology.Tell(new TopologyFailed(cause.Message));
}
