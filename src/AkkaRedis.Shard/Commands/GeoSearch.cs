using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>A member found, with its stored score, its place, and its distance from the center.</summary>
internal readonly record struct GeoFound(byte[] Member, double Score, GeoPoint Point, double Meters);

/// <summary>
/// Looks for members in a shape: through the ranges of scores of the cells that cover it, entry by entry, so many at a time.
/// Duplicate cells, which huge shapes have, are looked at once.
/// </summary>
internal sealed class GeoSearch(SortedSetView set, GeoShape shape, long enough)
{
    private readonly GeoHash[] _cells = shape.Cover();
    private int _cell = -1;
    private int _lastCell;
    private SortedPlace _place;
    private int _left;

    /// <summary>What was found, in the order of cells and scores.</summary>
    public List<GeoFound> Found { get; } = [];

    /// <summary>Looks at up to about so many entries; true when all is found, or enough (0: there is never enough).</summary>
    public bool Step(int units)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (; units > 0; units--)
        {
            while (_left == 0)
            {
                if (!TryNextCell())
                    return true;
            }

            Look(scratch);
            if (enough > 0 && Found.Count >= enough)
            {
                (_left, _cell) = (0, _cells.Length);
                return true;
            }

            _left--;
            set.MoveNext(ref _place);
        }

        return false;
    }

    private void Look(Span<byte> scratch)
    {
        var score = set.ScoreAt(_place);
        var point = GeoHash.PointOf(score);
        if (shape.Contains(point, out var meters))
            Found.Add(new GeoFound(set.MemberAt(_place, scratch).ToArray(), score, point, meters));
    }

    private bool TryNextCell()
    {
        while (++_cell < _cells.Length)
        {
            var cell = _cells[_cell];
            if (cell.IsNone || (_lastCell > 0 && cell == _cells[_lastCell]))
                continue;
            _lastCell = _cell;
            var (least, end) = cell.Scores;
            var rank = set.CountBefore(SortedBound.OfScore(least, isBehindEqual: false));
            _left = set.CountBefore(SortedBound.OfScore(end, isBehindEqual: false)) - rank;
            if (_left > 0)
                _place = set.PlaceAt(rank);
            return true;
        }

        _cell = _cells.Length;
        return false;
    }
}
