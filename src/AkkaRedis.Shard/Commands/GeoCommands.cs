using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Commands on places: members of a sorted set whose scores are cells of the map (<see cref="GeoHash"/>).</summary>
internal static class GeoCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("geoadd", -5, DenyOom, KeySpec.One, GeoAdd, "geo", "3.2.0", "Adds members with places on the map."),
        ShardCommand.Read("geodist", -4, None, KeySpec.One, GeoDist, "geo", "3.2.0", "Gives the distance between two members."),
        ShardCommand.Read("geohash", -2, None, KeySpec.One, GeoHashes, "geo", "3.2.0", "Gives the geohash texts of members."),
        ShardCommand.Read("geopos", -2, None, KeySpec.One, GeoPos, "geo", "3.2.0", "Gives longitude and latitude of members."),
        ShardCommand.Write("georadius", -6, DenyOom | MovableKeys, new KeySpec(1, 1, 1, FindStoreAfterPoint), GeoRadius, "geo", "3.2.0",
            "Finds or stores the members around a point."),
        ShardCommand.Read("georadius_ro", -6, None, KeySpec.One, GeoRadiusRo, "geo", "3.2.10", "Finds the members around a point."),
        ShardCommand.Write("georadiusbymember", -5, DenyOom | MovableKeys, new KeySpec(1, 1, 1, FindStoreAfterMember), GeoRadiusByMember,
            "geo", "3.2.0", "Finds or stores the members around one of them."),
        ShardCommand.Read("georadiusbymember_ro", -5, None, KeySpec.One, GeoRadiusByMemberRo, "geo", "3.2.10",
            "Finds the members around one of them."),
        ShardCommand.Read("geosearch", -7, None, KeySpec.One, GeoSearching, "geo", "6.2.0", "Finds the members in a circle or box."),
        ShardCommand.Write("geosearchstore", -8, DenyOom, KeySpec.Two, GeoSearchStore, "geo", "6.2.0",
            "Stores the members in a circle or box in another key."),
    ];

    private static readonly KeyEvent SearchStored = new('z', "geosearchstore");
    private static readonly KeyEvent RadiusStored = new('z', "georadiusstore");

    private static void GeoAdd(WriteContext c) => SortedSetAdd.RunGeo(c);

    private static void GeoDist(ReadContext c)
    {
        var unitMeters = 1.0;
        if (c.Args.Count > 5)
            c.Reply.Error(Errors.Syntax);
        else if (c.Args.Count < 5 || GeoDistance.TryUnit(c, 4, out unitMeters))
            WriteDistance(c, unitMeters);
    }

    private static void GeoHashes(ReadContext c)
    {
        if (!c.TrySortedSet(c.Args[1], out var set))
            return;
        Span<byte> text = stackalloc byte[11];
        c.Reply.Array(c.Args.Count - 2);
        for (var i = 2; i < c.Args.Count; i++)
        {
            if (TryPoint(set, c.Args[i], out var point))
            {
                GeoHash.WriteText(point, text);
                c.Reply.Bulk(text);
            }
            else
            {
                c.Reply.Null();
            }
        }
    }

    private static void GeoPos(ReadContext c)
    {
        if (!c.TrySortedSet(c.Args[1], out var set))
            return;
        c.Reply.Array(c.Args.Count - 2);
        for (var i = 2; i < c.Args.Count; i++)
        {
            if (TryPoint(set, c.Args[i], out var point))
                GeoDistance.Write(c.Reply, point);
            else
                c.Reply.NullArray();
        }
    }

    private static void GeoRadius(WriteContext c) => SearchOrStore(c, GeoForm.Radius, 1);

    private static void GeoRadiusRo(ReadContext c) => Search(c, GeoForm.RadiusReadOnly);

    private static void GeoRadiusByMember(WriteContext c) => SearchOrStore(c, GeoForm.RadiusByMember, 1);

    private static void GeoRadiusByMemberRo(ReadContext c) => Search(c, GeoForm.RadiusByMemberReadOnly);

    private static void GeoSearching(ReadContext c) => Search(c, GeoForm.Search);

    private static void GeoSearchStore(WriteContext c) => SearchOrStore(c, GeoForm.SearchStore, 2);

    private static bool FindStoreAfterPoint(in Args args, List<int> into) => FindStore(args, 6, into);

    private static bool FindStoreAfterMember(in Args args, List<int> into) => FindStore(args, 5, into);

    /// <summary>The source, and the last key that is named as a target among the options.</summary>
    private static bool FindStore(in Args args, int firstOption, List<int> into)
    {
        into.Add(1);
        var target = 0;
        for (var i = firstOption; i + 1 < args.Count; i++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(args[i], "STORE"u8) || System.Text.Ascii.EqualsIgnoreCase(args[i], "STOREDIST"u8))
                target = ++i;
        }

        if (target > 0)
            into.Add(target);
        return true;
    }

    private static bool TryPoint(SortedSetView? set, ReadOnlySpan<byte> member, out GeoPoint point)
    {
        var found = set?.Find(member);
        point = found is { IsThere: true } ? GeoHash.PointOf(found.Value.Score) : default;
        return found is { IsThere: true };
    }

    private static void WriteDistance(ReadContext c, double unitMeters)
    {
        if (!c.TrySortedSet(c.Args[1], out var set))
            return;
        if (TryPoint(set, c.Args[2], out var a) && TryPoint(set, c.Args[3], out var b))
            GeoDistance.Write(c.Reply, GeoDistance.Between(a, b) / unitMeters);
        else
            c.Reply.Null();
    }

    private static void Search(ReadContext c, GeoForm form)
    {
        if (!c.TrySortedSet(c.Args[1], out var set))
            return;
        var query = new GeoSearchQuery(form, set);
        if (query.TryParse(c))
            Search(c, query, set);
    }

    private static void Search(ReadContext c, GeoSearchQuery query, SortedSetView? set)
    {
        if (set is null)
        {
            c.Reply.Array(0);
            return;
        }

        var job = new GeoSearchJob(query.NewSearch(), query, c.Args[1].ToArray());
        if (!job.Step(c, c.Settings.SliceElements))
            c.Suspend(job);
    }

    private static void SearchOrStore(WriteContext c, GeoForm form, int sourceArg)
    {
        if (!c.TrySortedSet(c.Args[sourceArg], out var set))
            return;
        var query = new GeoSearchQuery(form, set);
        if (!query.TryParse(c))
            return;
        if (query.TargetArg == 0)
        {
            Search(c, query, set);
            return;
        }

        var @event = form == GeoForm.SearchStore ? SearchStored : RadiusStored;
        var job = new GeoStoreJob(set is null ? null : query.NewSearch(), query, @event, c.Args[sourceArg].ToArray());
        if (job.Step(c, c.Settings.SliceElements))
            job.Apply(c);
        else
            c.Suspend(job);
    }
}
