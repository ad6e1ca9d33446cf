namespace AkkaRedis.Shard.Journal;

/// <summary>Why the disk did not do what was asked.</summary>
public enum DiskFaultKind
{
    /// <summary>No space, or the quota is used up: it may come back.</summary>
    Full,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>Anything else: a failing device, no permission.</summary>
    Failed,
}

/// <summary>A failure of the disk as a value.</summary>
/// <param name="Path">The file, below the journal's directory.</param>
/// <param name="What">What was tried, and what the system said.</param>
public sealed record DiskFault(DiskFaultKind Kind, string Path, string What)
{
    public override string ToString() => $"{Path}: {What}";
}
