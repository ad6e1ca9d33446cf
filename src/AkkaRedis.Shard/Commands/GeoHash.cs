namespace AkkaRedis.Shard.Commands;

/// <summary>A place on earth in degrees.</summary>
internal readonly record struct GeoPoint(double Longitude, double Latitude);

/// <summary>
/// A cell of the earth's surface: the world, as far as Web Mercator shows it, halved <see cref="Steps"/> times along each axis.
/// Its number has the bits of the latitude at even places and those of the longitude at odd ones, so that cells within a cell
/// follow each other. A place is stored as the number of its cell of 26 steps, 52 bits, which a double holds exactly.
/// </summary>
internal readonly record struct GeoHash(ulong Bits, int Steps)
{
    public const int MaxSteps = 26;
    public const double MaxLongitude = 180;
    public const double MaxLatitude = 85.05112878;

    private const string Alphabet = "0123456789bcdefghjkmnpqrstuvwxyz";

    /// <summary>No cell: what is left out of a search.</summary>
    public bool IsNone => Bits == 0 && Steps == 0;

    /// <summary>The least score of a place in this cell, and the first one behind it.</summary>
    public (double Least, double End) Scores =>
        (Bits << (2 * (MaxSteps - Steps)), (Bits + 1) << (2 * (MaxSteps - Steps)));

    public static bool IsOnMap(GeoPoint point) =>
        point.Longitude is >= -MaxLongitude and <= MaxLongitude && point.Latitude is >= -MaxLatitude and <= MaxLatitude;

    public static GeoHash Of(GeoPoint point, int steps) => Of(point, steps, MaxLatitude);

    public static double ScoreOf(GeoPoint point) => Of(point, MaxSteps).Bits;

    /// <summary>The middle of the cell that a score stands for; any score does, as ZADD can have set it.</summary>
    public static GeoPoint PointOf(double score)
    {
        var bits = score < 1UL << 63 ? unchecked((ulong)(long)score) : score < ulong.MaxValue ? (ulong)score : 0;
        var area = new GeoHash(bits, MaxSteps).Area;
        return new GeoPoint(
            Math.Clamp((area.West + area.East) / 2, -MaxLongitude, MaxLongitude),
            Math.Clamp((area.South + area.North) / 2, -MaxLatitude, MaxLatitude));
    }

    /// <summary>The customary text of eleven letters, for which latitudes go up to the poles; the last letter has no bits left.</summary>
    public static void WriteText(GeoPoint point, Span<byte> to)
    {
        var bits = Of(point, MaxSteps, maxLatitude: 90).Bits;
        for (var i = 0; i < 10; i++)
            to[i] = (byte)Alphabet[(int)(bits >> (47 - 5 * i)) & 31];
        to[10] = (byte)Alphabet[0];
    }

    /// <summary>The borders of the cell in degrees.</summary>
    public (double West, double South, double East, double North) Area
    {
        get
        {
            double cells = 1UL << Steps;
            uint x = Gather(Bits >> 1), y = Gather(Bits);
            return (
                -MaxLongitude + x / cells * (2 * MaxLongitude), -MaxLatitude + y / cells * (2 * MaxLatitude),
                -MaxLongitude + (x + 1L) / cells * (2 * MaxLongitude), -MaxLatitude + (y + 1L) / cells * (2 * MaxLatitude));
        }
    }

    /// <summary>
    /// The cell so many cells to the east and to the north, around the world. A place on the eastern or northern edge has a number
    /// beyond the last one, which becomes the first one only when there is a step along that axis.
    /// </summary>
    public GeoHash Neighbor(int east, int north) =>
        new(Spread(Move(Gather(Bits >> 1), east)) << 1 | Spread(Move(Gather(Bits), north)), Steps);

    private ulong Move(ulong number, int by) => by == 0 ? number : unchecked(number + (ulong)(long)by) & ((1UL << Steps) - 1);

    private static GeoHash Of(GeoPoint point, int steps, double maxLatitude)
    {
        double cells = 1UL << steps;
        var x = (ulong)(uint)((point.Longitude + MaxLongitude) / (2 * MaxLongitude) * cells);
        var y = (ulong)(uint)((point.Latitude + maxLatitude) / (2 * maxLatitude) * cells);
        return new GeoHash(Spread(x) << 1 | Spread(y), steps);
    }

    /// <summary>Puts the lower 32 bits at the even places.</summary>
    private static ulong Spread(ulong bits)
    {
        bits = (bits | bits << 16) & 0x0000FFFF0000FFFFUL;
        bits = (bits | bits << 8) & 0x00FF00FF00FF00FFUL;
        bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0FUL;
        bits = (bits | bits << 2) & 0x3333333333333333UL;
        return (bits | bits << 1) & 0x5555555555555555UL;
    }

    /// <summary>Takes the bits at the even places together.</summary>
    private static uint Gather(ulong bits)
    {
        bits &= 0x5555555555555555UL;
        bits = (bits | bits >> 1) & 0x3333333333333333UL;
        bits = (bits | bits >> 2) & 0x0F0F0F0F0F0F0F0FUL;
        bits = (bits | bits >> 4) & 0x00FF00FF00FF00FFUL;
        bits = (bits | bits >> 8) & 0x0000FFFF0000FFFFUL;
        return (uint)(bits | bits >> 16);
    }
}
