using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>Searches and writes what it found.</summary>
internal sealed class GeoSearchJob(GeoSearch search, GeoSearchQuery query, byte[] key) : ISlicedJob
{
    private List<GeoFound>? _found;
    private int _written;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        if (_found is null)
        {
            if (!search.Step(units))
                return false;
            _found = Choose(search, query);
            c.Reply.Array(_found.Count);
        }

        for (; units > 0 && _written < _found.Count; units--)
            Write(c.Reply, _found[_written++]);
        return _written == _found.Count;
    }

    /// <summary>What was found in the order asked for, as much of it as asked for.</summary>
    public static List<GeoFound> Choose(GeoSearch search, GeoSearchQuery query)
    {
        IEnumerable<GeoFound> found = search.Found;
        if (query.Order != 0)
            found = query.Order > 0 ? found.OrderBy(f => f.Meters) : found.OrderByDescending(f => f.Meters);
        return [.. query.Count > 0 ? found.Take((int)Math.Min(query.Count, int.MaxValue)) : found];
    }

    private void Write(RespWriter reply, GeoFound found)
    {
        var parts = (query.WithDistance ? 1 : 0) + (query.WithHash ? 1 : 0) + (query.WithPoint ? 1 : 0);
        if (parts > 0)
            reply.Array(parts + 1);
        reply.Bulk(found.Member);
        if (query.WithDistance)
            GeoDistance.Write(reply, found.Meters / query.UnitMeters);
        if (query.WithHash)
            reply.Integer((long)found.Score);
        if (query.WithPoint)
            GeoDistance.Write(reply, found.Point);
    }
}

/// <summary>
/// Searches, and stores what it found with its scores or distances; nothing, when the source's time has passed meanwhile.
/// </summary>
internal sealed class GeoStoreJob(GeoSearch? search, GeoSearchQuery query, KeyEvent @event, byte[] source) : ISlicedWrite
{
    public ReadOnlyMemory<byte> LockedKey => source;

    public bool Step(ReadContext c, int units) => search?.Step(units) ?? true;

    public void Apply(WriteContext c)
    {
        var result = new SortedSetValue();
        if (search is not null && !c.Find(source).IsNone)
        {
            foreach (var found in GeoSearchJob.Choose(search, query))
                result.Add(found.Member, query.StoresDistances ? found.Meters / query.UnitMeters : found.Score, new SortedLimits(0, 0));
        }

        c.Store(c.Args[query.TargetArg], result.Packed(c.SortedLimits()), @event);
    }
}
