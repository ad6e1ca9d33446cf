namespace AkkaRedis.Shard.Rdb;

/// <summary>What came of reading on.</summary>
internal enum RdbRead
{
    /// <summary>A text, or whatever was asked for.</summary>
    Text,

    /// <summary>There is no further one.</summary>
    End,

    /// <summary>The units of work are used up; ask again.</summary>
    Pending,

    /// <summary>The bytes are not what they should be; nothing more can be read.</summary>
    Corrupt,
}
