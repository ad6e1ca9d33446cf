namespace AkkaRedis.Simulation.Checkers;

/// <summary>
/// Over a restart the log goes on at an offset that nobody has heard beyond, and not at one that the log never had. Under everysec and
/// no, clients may have heard of what a stopped machine has lost.
/// </summary>
internal sealed class OffsetsGoOn : Checker
{
    private long _heardOffset;
    private bool _mayBeLost;

    public override void Replied(in ClientReply reply) => _heardOffset = Math.Max(_heardOffset, reply.SeenOffset);

    public override void Ended(LifeEnd end) => _mayBeLost |= end == LifeEnd.MachineCrash;

    public override void Flipped() => _mayBeLost = true;

    public override void Recovered(RecoveredShard shard)
    {
        Expect(_mayBeLost || shard.Offset >= _heardOffset, $"the log goes on at {shard.Offset}, clients heard of {_heardOffset}");
        Expect(shard.Offset <= shard.TwinEnd, $"the log goes on at {shard.Offset}, and never came further than {shard.TwinEnd}");
        (_heardOffset, _mayBeLost) = (Math.Min(_heardOffset, shard.Offset), false);
    }
}
