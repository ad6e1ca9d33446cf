using System.Globalization;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Shard.Commands;

/// <summary>Distances in meters on a sphere (haversine formula), their units, and how commands read and write both.</summary>
internal static class GeoDistance
{
    public const double EarthRadiusMeters = 6372797.560856;

    private const double RadiansPerDegree = Math.PI / 180;

    public static double Radians(double degrees) => degrees * RadiansPerDegree;

    public static double Degrees(double radians) => radians / RadiansPerDegree;

    public static double Between(GeoPoint a, GeoPoint b)
    {
        double latitudeA = Radians(a.Latitude), latitudeB = Radians(b.Latitude);
        var u = Math.Sin((latitudeB - latitudeA) / 2);
        var v = Math.Sin((Radians(b.Longitude) - Radians(a.Longitude)) / 2);
        return 2.0 * EarthRadiusMeters * Math.Asin(Math.Sqrt(u * u + Math.Cos(latitudeA) * Math.Cos(latitudeB) * v * v));
    }

    /// <summary>The distance along a meridian.</summary>
    public static double BetweenLatitudes(double a, double b) => EarthRadiusMeters * Math.Abs(Radians(a) - Radians(b));

    /// <summary>Meters of a unit; false, with the error written, when there is no such unit.</summary>
    public static bool TryUnit(ReadContext c, int arg, out double meters)
    {
        meters = c.Is(arg, "M"u8) ? 1 : c.Is(arg, "KM"u8) ? 1000 : c.Is(arg, "FT"u8) ? 0.3048 : c.Is(arg, "MI"u8) ? 1609.34 : 0;
        if (meters == 0)
            c.Reply.Error("ERR unsupported unit provided. please use M, KM, FT, MI"u8);
        return meters != 0;
    }

    /// <summary>Longitude and latitude from two arguments; false, with the error written, when they are no place on the map.</summary>
    public static bool TryPoint(ReadContext c, int arg, out GeoPoint point)
    {
        point = default;
        if (!c.TryDouble(arg, out var longitude) || !c.TryDouble(arg + 1, out var latitude))
            return false;
        point = new GeoPoint(longitude, latitude);
        if (GeoHash.IsOnMap(point))
            return true;
        c.Reply.Error($"ERR invalid longitude,latitude pair {FixedText(longitude)},{FixedText(latitude)}");
        return false;
    }

    /// <summary>A length of at least 0; false, with the error written, when it is no number.</summary>
    public static bool TryNumber(ReadContext c, int arg, ReadOnlySpan<byte> error, out double number)
    {
        if (Numbers.TryParseDouble(c.Args[arg], out number))
            return true;
        c.Reply.Error(error);
        return false;
    }

    /// <summary>A distance with four digits after the point, as a bulk string.</summary>
    public static void Write(RespWriter reply, double distance)
    {
        Span<byte> text = stackalloc byte[400];
        distance.TryFormat(text, out var n, "F4", CultureInfo.InvariantCulture);
        reply.Bulk(text[..n]);
    }

    /// <summary>A place as two numbers with up to 17 digits after the point.</summary>
    public static void Write(RespWriter reply, GeoPoint point)
    {
        reply.Array(2);
        WriteCoordinate(reply, point.Longitude);
        WriteCoordinate(reply, point.Latitude);
    }

    private static void WriteCoordinate(RespWriter reply, double degrees)
    {
        Span<byte> text = stackalloc byte[32];
        degrees.TryFormat(text, out var n, "F17", CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> digits = text[..n].TrimEnd((byte)'0');
        if (digits[^1] == (byte)'.')
            digits = digits[..^1];
        if (!reply.IsResp3)
        {
            reply.Bulk(digits);
            return;
        }

        reply.Raw(","u8);
        reply.Raw(digits);
        reply.Raw("\r\n"u8);
    }

    /// <summary>C's %f.</summary>
    private static string FixedText(double value) =>
        double.IsFinite(value) ? value.ToString("F6", CultureInfo.InvariantCulture) : value > 0 ? "inf" : "-inf";
}
