namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="HashListSteps"/>.</summary>
public sealed class GeoCommandTests
{
    [Theory]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOPOS g Palermo none",
        "*2|*2|$20|13.36138933897018433|$20|38.11555639549629859|*-1|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | @3 | GEOPOS g Catania",
        "*1|*2|,15.08726745843887329|,37.50266842333162032|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOHASH g Palermo Catania none",
        "*3|$11|sqc8b49rny0|$11|sqdtr74hyu0|$-1|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEODIST g Palermo Catania", "$11|166274.1516|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEODIST g Palermo Catania km", "$8|166.2742|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEODIST g Palermo Catania MI", "$8|103.3182|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEODIST g Palermo none", "$-1|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEODIST g Palermo Catania x",
        "-ERR unsupported unit provided. please use M, KM, FT, MI|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOADD g XX CH 13.5 38 Palermo", ":1|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOADD g NX XX 1 1 a", "-ERR syntax error|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | ZSCORE g Palermo", "$16|3479099956230698|")]
    [InlineData("GEOADD g 181 0 a", "-ERR invalid longitude,latitude pair 181.000000,0.000000|")]
    [InlineData("GEOADD g 0 86 a", "-ERR invalid longitude,latitude pair 0.000000,86.000000|")]
    [InlineData("GEOADD g x 0 a", "-ERR value is not a valid float|")]
    [InlineData("GEOADD g 0 0", "-ERR wrong number of arguments for 'geoadd' command|")]
    [InlineData("GEOADD str 0 0 a", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("GEOPOS none a", "*1|*-1|")]
    [InlineData("GEOHASH none a", "*1|$-1|")]
    [InlineData("GEODIST none a b", "$-1|")]
    [InlineData("GEODIST str a b", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    public void Places_are_kept(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 200 km ASC",
        "*2|$7|Catania|$7|Palermo|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | "
        + "GEOSEARCH g FROMLONLAT 15 37 BYBOX 400 400 km DESC WITHCOORD WITHDIST WITHHASH",
        "*2|*4|$7|Palermo|$8|190.4424|:3479099956230698|*2|$20|13.36138933897018433|$20|38.11555639549629859|*4|$7|"
        + "Catania|$7|56.4413|:3479447370796909|*2|$20|15.08726745843887329|$20|37.50266842333162032|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOSEARCH g FROMMEMBER Palermo BYRADIUS 10 km",
        "*1|$7|Palermo|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 200 km COUNT 1",
        "*1|$7|Catania|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | "
        + "GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 200 km COUNT 1 ANY",
        "*1|$7|Palermo|"
        + "")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 200 km ANY",
        "-ERR the ANY argument requires COUNT argument|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOSEARCH g FROMMEMBER x BYRADIUS 1 km",
        "-ERR could not decode requested zset member|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOSEARCH g FROMLONLAT 15 37 BYRADIUS -1 km",
        "-ERR radius cannot be negative|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOSEARCH g FROMLONLAT 15 37 BYRADIUS x km",
        "-ERR need numeric radius|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOSEARCH g FROMLONLAT 15 37 ASC COUNT 1",
        "-ERR exactly one of BYRADIUS and BYBOX can be specified for GEOSEARCH|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOSEARCH g BYRADIUS 1 km ASC ANY",
        "-ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for GEOSEARCH|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | "
        + "GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 200 km STOREDIST | ZRANGE d 0 -1 WITHSCORES",
        "*4|$7|Catania|$18|56.441257870158204|$7|Palermo|$18|190.44242984775784|"
        + "")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | "
        + "GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 200 km WITHDIST",
        "-ERR GEOSEARCHSTORE is not compatible with WITHDIST, WITHHASH and WITHCOORD options|"
        + "")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEORADIUS g 15 37 200 km WITHDIST ASC",
        "*2|*2|$7|Catania|$7|56.4413|*2|$7|Palermo|$8|190.4424|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | "
        + "GEORADIUS g 15 37 200 km STORE d | ZRANGE d 0 -1 WITHSCORES",
        "*4|$7|Palermo|$16|3479099956230698|$7|Catania|$16|3479447370796909|"
        + "")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEORADIUS_RO g 15 37 200 km STORE d",
        "-ERR syntax error|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEORADIUS g 15 37 200 km WITHDIST STORE d",
        "-ERR STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and WITHCOORD options|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEORADIUSBYMEMBER g Palermo 200 km",
        "*2|$7|Palermo|$7|Catania|")]
    [InlineData("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEORADIUSBYMEMBER_RO g Catania 200 km COUNT 1 DESC",
        "*1|$7|Palermo|")]
    [InlineData("GEOSEARCH none FROMLONLAT 15 37 BYRADIUS 200 km", "*0|")]
    [InlineData("GEOSEARCH str FROMLONLAT 15 37 BYRADIUS 200 km", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("GEORADIUS none 15 37 200 km STORE str | EXISTS str", ":0|")]
    public void Places_are_found(string steps, string reply) => HashListSteps.AssertReply(reply, steps);
}
