namespace AkkaRedis.Simulation.Checkers;

/// <summary>What a client has heard of under appendfsync always is there after any crash.</summary>
internal sealed class AlwaysSurvives : Checker
{
    private long _heardOffset;
    private bool _isFlipped;

    public override void Replied(in ClientReply reply)
    {
        if (reply.IsAlways)
            _heardOffset = Math.Max(_heardOffset, reply.SeenOffset);
    }

    public override void Flipped() => _isFlipped = true;

    public override void Recovered(RecoveredShard shard)
    {
        Expect(_isFlipped || shard.Offset >= _heardOffset, $"clients heard of {_heardOffset}, recovery came to {shard.Offset}");
        _heardOffset = Math.Min(_heardOffset, shard.Offset);
    }
}
