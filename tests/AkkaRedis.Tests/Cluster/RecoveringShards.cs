using Akka.Actor;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using static System.Threading.Tasks.TaskCreationOptions;

namespace AkkaRedis.Tests.Cluster;

/// <summary>Primaries that recover until they are told that they serve, or that their files are damaged.</summary>
internal sealed class RecoveringShards(int shards) : IShardPropsFactory
{
    private readonly TaskCompletionSource<IActorRef>[] _primaries =
        [.. Enumerable.Range(0, shards).Select(_ => new TaskCompletionSource<IActorRef>(RunContinuationsAsynchronously))];

    public object StopMessage => "stop";

    public RecoveryProgress[] Progress { get; } = [.. Enumerable.Range(0, shards).Select(_ => new RecoveryProgress { TotalBytes = 1000 })];

    public Props Create(int shard, IShardHost host) => Props.Create(() => new Primary(this, shard, host));

    /// <summary>Completes when all of them recover.</summary>
    public Task WhenAllRecover() => Task.WhenAll(_primaries.Select(p => p.Task));

    public async Task ServeAsync(int shard) => (await _primaries[shard].Task).Tell("serve");

    public async Task DamageAsync(int shard, string damage) => (await _primaries[shard].Task).Tell(new Damage(damage));

    private sealed record Damage(string Text);

    private sealed class Primary(RecoveringShards shards, int shard, IShardHost host) : UntypedActor
    {
        private readonly long _epoch = host.BeginEpoch(shard);

        protected override void PreStart()
        {
            host.Recovering(shard, _epoch, shards.Progress[shard]);
            shards._primaries[shard].TrySetResult(Self);
        }

        protected override void PostStop() => host.NotServing(shard, _epoch);

        protected override void OnReceive(object message)
        {
            if (message is "serve")
                host.Serving(shard, _epoch, Self, new ShardInbox(Self),
                    new ShardStatus(shard, new KeyspaceStore(1), new ShardCounters(), new CommandStatistics(0), new CommandLog()));
            else if (message is Damage damage)
                host.Damaged(shard, damage.Text);
            else if (message is "stop")
                Context.Stop(Self);
        }
    }
}
