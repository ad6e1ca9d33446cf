using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Shard.Execution;

/// <summary>Tells those in a shard who care for changed keys.</summary>
internal sealed class ChangeFan(WatchTable watches, WaitTable waits) : IChangeListener
{
    public void KeyChanged(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
        watches.KeyChanged(db, key, @event);
        waits.KeyChanged(db, key, @event);
    }

    public void KeyEvent(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
    }

    public void DatabaseChanged(int db)
    {
        watches.DatabaseChanged(db);
        waits.DatabaseChanged(db);
    }
}
