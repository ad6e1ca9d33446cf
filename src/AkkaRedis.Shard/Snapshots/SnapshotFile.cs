namespace AkkaRedis.Shard.Snapshots;

/// <summary>A snapshot file with head and foot; what is between them is checked when it is read.</summary>
/// <param name="Path">Below the root of its disk.</param>
public sealed record SnapshotFile(string Path, SnapshotHeader Header, SnapshotFooter Footer)
{
    public long LogOffset => Footer.LogOffset;

    public long Epoch => Header.Epoch;

    /// <summary>Length of the file.</summary>
    public long Bytes => Footer.FileBytes;
}

/// <summary>A file that has the name of a snapshot and is none that can be read.</summary>
/// <param name="LogOffset">By its name.</param>
/// <param name="Problem">Names the file, and the place of a damage.</param>
public sealed record UnreadableSnapshot(string Path, long LogOffset, string Problem);

/// <summary>
/// What a folder of snapshots has. A name is given only to what is whole and on disk, so an unreadable one was whole once.
/// </summary>
/// <param name="Whole">By head and foot; newest first.</param>
/// <param name="Unreadable">Newest first.</param>
/// <param name="Leftovers">Paths of what was not finished.</param>
public sealed record SnapshotSurvey(
    IReadOnlyList<SnapshotFile> Whole, IReadOnlyList<UnreadableSnapshot> Unreadable, IReadOnlyList<string> Leftovers)
{
    public SnapshotFile? Newest => Whole.Count > 0 ? Whole[0] : null;

    /// <summary>
    /// Why there is no newer one than <see cref="Newest"/>; null when there never was. Whoever goes on with the older one must know
    /// that the log reaches back to it.
    /// </summary>
    public UnreadableSnapshot? Missed =>
        Unreadable.Count > 0 && Unreadable[0].LogOffset > (Newest?.LogOffset ?? -1) ? Unreadable[0] : null;
}
