namespace AkkaRedis.Shard.Commands;

/// <summary>What a search asks for: a circle, or a box along meridians and parallels, around a point; lengths in its unit.</summary>
internal readonly record struct GeoShape(GeoPoint Center, bool IsBox, double Width, double Height, double UnitMeters)
{
    /// <summary>Half the length of the world's edge on the map.</summary>
    private const double MercatorMaxMeters = 20037726.37;

    /// <summary>The radius of the circle, or of one around the box.</summary>
    private double RadiusMeters =>
        (IsBox ? Math.Sqrt(Width / 2 * (Width / 2) + Height / 2 * (Height / 2)) : Width) * UnitMeters;

    public static GeoShape Circle(GeoPoint center, double radius, double unitMeters) => new(center, false, radius, radius, unitMeters);

    public static GeoShape Box(GeoPoint center, double width, double height, double unitMeters) =>
        new(center, true, width, height, unitMeters);

    /// <summary>Is a point in the shape, and how many meters from its center?</summary>
    public bool Contains(GeoPoint point, out double meters)
    {
        meters = 0;
        if (IsBox && (GeoDistance.BetweenLatitudes(point.Latitude, Center.Latitude) > Height * UnitMeters / 2
            || GeoDistance.Between(point, point with { Longitude = Center.Longitude }) > Width * UnitMeters / 2))
            return false;
        meters = GeoDistance.Between(Center, point);
        return IsBox || meters <= Width * UnitMeters;
    }

    /// <summary>
    /// Up to nine cells that cover the shape: the one of its center and those around it that the shape can reach into; the others
    /// are none. The cells are the smallest whose neighbors still reach as far as the shape.
    /// </summary>
    public GeoHash[] Cover()
    {
        var bounds = Bounds();
        var steps = EstimateSteps();
        var center = GeoHash.Of(Center, steps);
        if (steps > 1 && !ReachesAround(center, bounds))
            center = GeoHash.Of(Center, --steps);
        var area = center.Area;
        var mayLeaveOut = steps >= 2;
        var hasSouth = !mayLeaveOut || area.South >= bounds.South;
        var hasNorth = !mayLeaveOut || area.North <= bounds.North;
        var hasWest = !mayLeaveOut || area.West >= bounds.West;
        var hasEast = !mayLeaveOut || area.East <= bounds.East;
        return
        [
            center, Cell(0, 1), Cell(0, -1), Cell(1, 0), Cell(-1, 0), Cell(1, 1), Cell(-1, 1), Cell(1, -1), Cell(-1, -1),
        ];

        GeoHash Cell(int east, int north) =>
            (east > 0 && !hasEast) || (east < 0 && !hasWest) || (north > 0 && !hasNorth) || (north < 0 && !hasSouth)
                ? default
                : center.Neighbor(east, north);
    }

    private static bool ReachesAround(GeoHash cell, (double West, double South, double East, double North) bounds) =>
        cell.Neighbor(0, 1).Area.North >= bounds.North && cell.Neighbor(0, -1).Area.South <= bounds.South
        && cell.Neighbor(1, 0).Area.East >= bounds.East && cell.Neighbor(-1, 0).Area.West <= bounds.West;

    /// <summary>The least box in degrees around the shape; the edge nearer to a pole spans more of them.</summary>
    private (double West, double South, double East, double North) Bounds()
    {
        var height = UnitMeters * (IsBox ? Height / 2 : Height);
        var width = UnitMeters * (IsBox ? Width / 2 : Width);
        var latitudes = GeoDistance.Degrees(height / GeoDistance.EarthRadiusMeters);
        var edge = Center.Latitude < 0 ? Center.Latitude - latitudes : Center.Latitude + latitudes;
        var longitudes = GeoDistance.Degrees(width / GeoDistance.EarthRadiusMeters / Math.Cos(GeoDistance.Radians(edge)));
        return (Center.Longitude - longitudes, Center.Latitude - latitudes, Center.Longitude + longitudes, Center.Latitude + latitudes);
    }

    /// <summary>Steps of cells that are about as large as the shape; larger ones towards the poles, where they are narrow.</summary>
    private int EstimateSteps()
    {
        var meters = RadiusMeters;
        if (meters == 0)
            return GeoHash.MaxSteps;
        var steps = 1;
        for (; meters < MercatorMaxMeters; steps++)
            meters *= 2;
        steps -= 2;
        var latitude = Math.Abs(Center.Latitude);
        steps -= latitude > 80 ? 2 : latitude > 66 ? 1 : 0;
        return Math.Clamp(steps, 1, GeoHash.MaxSteps);
    }
}
