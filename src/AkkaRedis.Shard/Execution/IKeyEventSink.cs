namespace AkkaRedis.Shard.Execution;

/// <summary>Hears of what happens to keys, where notify-keyspace-events asks for it. The shard's thread; must only queue.</summary>
public interface IKeyEventSink
{
    /// <summary>An event of a key: for those who follow the key, for those who follow the event, or for both.</summary>
    void KeyEvent(int db, ReadOnlySpan<byte> key, string name, bool toKeyspace, bool toKeyEvent);
}
