namespace AkkaRedis.Shard.Replication;

/// <summary>
/// The arithmetic of who must have something. Two majorities of a set share a member; so do a majority and any
/// <see cref="MeetingAll"/> of its members, which is why so many suffice to find what a majority has acknowledged.
/// </summary>
public static class Quorum
{
    /// <summary>The fewest members that are more than half: 1 of 1, 2 of 2, 2 of 3, 3 of 4.</summary>
    public static int MajorityOf(int members) => members / 2 + 1;

    /// <summary>The fewest members of whom every majority has one: 1 of 1, 1 of 2, 2 of 3, 2 of 4, 3 of 5, 3 of 6.</summary>
    public static int MeetingAll(int members) => members - MajorityOf(members) + 1;
}
