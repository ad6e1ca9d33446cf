namespace AkkaRedis.Simulation;

/// <summary>A part of the simulated shard that is wrong on purpose, so that a checker can be seen to fire.</summary>
internal enum BrokenPart
{
    None,

    /// <summary>The disk says that it has synced and has not.</summary>
    SyncThatDoesNothing,

    /// <summary>Replies leave as soon as the command has run.</summary>
    ReplyBeforeStore,

    /// <summary>A group counts as stored when the journal was told of it.</summary>
    StoredWhenTold,

    /// <summary>The commands of a transaction are units of their own.</summary>
    TransactionInParts,

    /// <summary>The log is pruned when a snapshot begins.</summary>
    PruneAtBegin,

    /// <summary>The log is never pruned.</summary>
    PruneNever,

    /// <summary>Recovery begins with the first group there is, whatever should be before it.</summary>
    RecoverySkipsGap,

    /// <summary>Recovery goes on without what is damaged.</summary>
    RecoveryIgnoresDamage,

    /// <summary>A snapshot is named after the end of the log at its completion.</summary>
    SnapshotNamedLate,

    /// <summary>After a restart the log begins at 0, whatever the snapshot says.</summary>
    OffsetsBeginAnew,
}
