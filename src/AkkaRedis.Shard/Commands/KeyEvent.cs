namespace AkkaRedis.Shard.Commands;

/// <summary>
/// A keyspace event: its class letter as in notify-keyspace-events ('g' generic, '$' string, 'l' list, 's' set, 'h' hash,
/// 'z' sorted set, 'x' expired, 'e' evicted, 't' stream, 'n' new key, 'm' miss) and its name as in Redis' documentation.
/// </summary>
public sealed record KeyEvent(char Class, string Name)
{
    /// <summary>The class as notify-keyspace-events' setting has it.</summary>
    public KeyEventClasses Classes { get; } = KeyEventLetters.Of(Class);

    /// <summary>Of no class that anybody can ask for: the key changed, which WATCH minds, but no event tells (PFCOUNT).</summary>
    public static readonly KeyEvent None = new('-', "");

    public static readonly KeyEvent Del = new('g', "del");
    public static readonly KeyEvent Expired = new('x', "expired");

    public static readonly KeyEvent Expire = new('g', "expire");
    public static readonly KeyEvent Persist = new('g', "persist");
    public static readonly KeyEvent RenameFrom = new('g', "rename_from");
    public static readonly KeyEvent RenameTo = new('g', "rename_to");
    public static readonly KeyEvent MoveFrom = new('g', "move_from");
    public static readonly KeyEvent MoveTo = new('g', "move_to");
    public static readonly KeyEvent CopyTo = new('g', "copy_to");

    public static readonly KeyEvent Set = new('$', "set");
    public static readonly KeyEvent SetRange = new('$', "setrange");
    public static readonly KeyEvent Append = new('$', "append");
    public static readonly KeyEvent IncrBy = new('$', "incrby");
    public static readonly KeyEvent IncrByFloat = new('$', "incrbyfloat");
}
