namespace AkkaRedis.Shard.Commands;

/// <summary>
/// A keyspace event: its class letter as in notify-keyspace-events ('g' generic, '$' string, 'l' list, 's' set, 'h' hash,
/// 'z' sorted set, 'x' expired, 'e' evicted, 't' stream, 'n' new key, 'm' miss) and its name as in Redis' documentation.
/// </summary>
public sealed record KeyEvent(char Class, string Name)
{
    public static readonly KeyEvent Del = new('g', "del");
    public static readonly KeyEvent Expired = new('x', "expired");
}
