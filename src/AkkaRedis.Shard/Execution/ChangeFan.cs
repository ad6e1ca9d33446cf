using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Tells those who care for changed keys: WATCH, waiters, trackers, and, where notify-keyspace-events asks for it, the node.
/// </summary>
internal sealed class ChangeFan(
    WatchTable watches, WaitTable waits, TrackingTable tracking, ShardSettings settings, IKeyEventSink? sink) : IChangeListener
{
    public void KeyChanged(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
        watches.KeyChanged(db, key, @event);
        waits.KeyChanged(db, key, @event);
        tracking.KeyChanged(db, key, @event);
        KeyEvent(db, key, @event);
    }

    public void KeyEvent(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
        var wanted = settings.KeyEvents;
        if ((wanted & @event.Classes) == 0)
            return;
        var toKeyspace = (wanted & KeyEventClasses.ToKeyspace) != 0;
        var toKeyEvent = (wanted & KeyEventClasses.ToKeyEvent) != 0;
        if (toKeyspace || toKeyEvent)
            sink?.KeyEvent(db, key, @event.Name, toKeyspace, toKeyEvent);
    }

    public void DatabaseChanged(int db)
    {
        watches.DatabaseChanged(db);
        waits.DatabaseChanged(db);
    }

    public void Emptied() => tracking.Emptied();
}
