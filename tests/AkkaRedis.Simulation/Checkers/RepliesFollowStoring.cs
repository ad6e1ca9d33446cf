namespace AkkaRedis.Simulation.Checkers;

/// <summary>A reply leaves when the journal has acknowledged what it tells of.</summary>
internal sealed class RepliesFollowStoring : Checker
{
    private long _storedOffset;

    public override void Stored(in StoredGroup group) => _storedOffset = Math.Max(_storedOffset, group.EndOffset);

    public override void Recovered(RecoveredShard shard) => _storedOffset = shard.Offset;

    public override void Replied(in ClientReply reply) =>
        Expect(reply.SeenOffset <= _storedOffset, $"a reply tells of {reply.SeenOffset}, stored is {_storedOffset}");
}
