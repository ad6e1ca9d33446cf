namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="HashListSteps"/>.</summary>
public sealed class StreamGroupCommandTests
{
    [Theory]
    [InlineData("XGROUP CREATE s g $",
        "-ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to cr"
        + "eate an empty stream automatically.|")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM", "+OK|")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | XLEN s", ":0|")]
    [InlineData("XGROUP CREATE s g $ mkstream entriesread 3 | XINFO GROUPS s",
        "*1|*12|$4|name|$1|g|$9|consumers|:0|$7|pending|:0|$17|last-delivered-id|$3|0-0|$12|entries-read|:3|$3|lag|:0|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 | XGROUP CREATE s g 0", "-BUSYGROUP Consumer Group name already exists|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g x", "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g -", "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XGROUP CREATE s g x MKSTREAM | EXISTS s", ":0|")]
    [InlineData("XGROUP CREATE s g 0 MAKE", "-ERR unknown subcommand or wrong number of arguments for 'CREATE'. Try XGROUP HELP.|")]
    [InlineData("XGROUP CREATE s g 0 ENTRIESREAD",
        "-ERR unknown subcommand or wrong number of arguments for 'CREATE'. Try XGROUP HELP.|")]
    [InlineData("XGROUP CREATE s g 0 ENTRIESREAD x", "-ERR value is not an integer or out of range|")]
    [InlineData("XGROUP CREATE s g 0 ENTRIESREAD -2", "-ERR value for ENTRIESREAD must be positive or -1|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 ENTRIESREAD -1", "+OK|")]
    [InlineData("XGROUP CREATE str g 0", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XGROUP CREATE s g", "-ERR wrong number of arguments for 'xgroup|create' command|")]
    [InlineData("XGROUP NONE s g", "-ERR unknown subcommand 'NONE'. Try XGROUP HELP.|")]
    [InlineData("XGROUP SETID s g 0",
        "-ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to cr"
        + "eate an empty stream automatically.|")]
    [InlineData("XADD s 1-1 f v | XGROUP SETID s g 0", "-NOGROUP No such consumer group 'g' for key name 's'|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 | XGROUP SETID s g $ | XINFO GROUPS s",
        "*1|*12|$4|name|$1|g|$9|consumers|:0|$7|pending|:0|$17|last-delivered-id|$3|1-1|$12|entries-read|$-1|$3|lag|:0|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 | XGROUP SETID s g + | XINFO GROUPS s",
        "*1|*12|$4|name|$1|g|$9|consumers|:0|$7|pending|:0|$17|last-delivered-id|$41|18446744073709551615-18446744073709551615|"
        + "$12|entries-read|$-1|$3|lag|$-1|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 | XGROUP SETID s g 1-1 ENTRIESREAD 1 | XINFO GROUPS s",
        "*1|*12|$4|name|$1|g|$9|consumers|:0|$7|pending|:0|$17|last-delivered-id|$3|1-1|$12|entries-read|:1|$3|lag|:0|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 | XGROUP SETID s g 0 MKSTREAM",
        "-ERR unknown subcommand or wrong number of arguments for 'SETID'. Try XGROUP HELP.|")]
    [InlineData("XGROUP SETID str g 0", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XADD s 1-1 f v | XGROUP DESTROY s g", ":0|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 | XGROUP DESTROY s g", ":1|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 | XGROUP DESTROY s g | XINFO GROUPS s", "*0|")]
    [InlineData("XGROUP DESTROY s g",
        "-ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to cr"
        + "eate an empty stream automatically.|")]
    [InlineData("XGROUP DESTROY str g", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XGROUP CREATECONSUMER s g c",
        "-ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to cr"
        + "eate an empty stream automatically.|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATECONSUMER s g c", "-NOGROUP No such consumer group 'g' for key name 's'|")]
    [InlineData("XGROUP CREATE s g 0 MKSTREAM | XGROUP CREATECONSUMER s g c", ":1|")]
    [InlineData("XGROUP CREATE s g 0 MKSTREAM | XGROUP CREATECONSUMER s g c | XGROUP CREATECONSUMER s g c", ":0|")]
    [InlineData("XGROUP DELCONSUMER s g c",
        "-ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to cr"
        + "eate an empty stream automatically.|")]
    [InlineData("XADD s 1-1 f v | XGROUP DELCONSUMER s g c", "-NOGROUP No such consumer group 'g' for key name 's'|")]
    [InlineData("XGROUP CREATE s g 0 MKSTREAM | XGROUP DELCONSUMER s g c", ":0|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XGROUP DELCONSUMER s g c", ":1|")]
    [InlineData("XADD s 1-1 f v | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XGROUP DELCONSUMER s g c | XPENDING s g",
        "*4|:0|$-1|$-1|*-1|")]
    public void Groups_are_made_and_dropped(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s >",
        "*1|*2|$1|s|*2|*2|$3|1-1|*2|$1|f|$1|a|*2|$3|2-1|*2|$1|f|$1|b|")]
    [InlineData("@3 | XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s >", "%1|$1|s|*1|*2|$3|1-1|*2|$1|f|$1|a|")]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XGROUP CREATE s g 0 | XREADGROUP GROUP g c COUNT 1 STREAMS s > | "
        + "XREADGROUP GROUP g d STREAMS s >",
        "*1|*2|$1|s|*1|*2|$3|2-1|*2|$1|f|$1|b|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XREADGROUP GROUP g c STREAMS s >", "*-1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g $ | XREADGROUP GROUP g c STREAMS s > | XINFO GROUPS s",
        "*1|*12|$4|name|$1|g|$9|consumers|:0|$7|pending|:0|$17|last-delivered-id|$3|1-1|$12|entries-read|$-1|$3|lag|:0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XREADGROUP GROUP g c STREAMS s 0",
        "*1|*2|$1|s|*1|*2|$3|1-1|*2|$1|f|$1|a|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XREADGROUP GROUP g c STREAMS s 1-1",
        "*1|*2|$1|s|*0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XREADGROUP GROUP g d STREAMS s 0",
        "*1|*2|$1|s|*0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XREADGROUP GROUP g d STREAMS s 0 | "
        + "XINFO GROUPS s",
        "*1|*12|$4|name|$1|g|$9|consumers|:2|$7|pending|:1|$17|last-delivered-id|$3|1-1|$12|entries-read|:1|$3|lag|:0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XDEL s 1-1 | "
        + "XREADGROUP GROUP g c STREAMS s 0",
        "*1|*2|$1|s|*1|*2|$3|1-1|*-1|")]
    [InlineData("@3 | XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XDEL s 1-1 | "
        + "XREADGROUP GROUP g c STREAMS s 0",
        "%1|$1|s|*1|*2|$3|1-1|_|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c NOACK STREAMS s > | XPENDING s g", "*4|:0|$-1|$-1|*-1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c NOACK STREAMS s > | XINFO GROUPS s",
        "*1|*12|$4|name|$1|g|$9|consumers|:1|$7|pending|:0|$17|last-delivered-id|$3|1-1|$12|entries-read|:1|$3|lag|:0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s s > >", "*1|*2|$1|s|*1|*2|$3|1-1|*2|$1|f|$1|a|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s s > 0",
        "*2|*2|$1|s|*1|*2|$3|1-1|*2|$1|f|$1|a|*2|$1|s|*1|*2|$3|1-1|*2|$1|f|$1|a|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s 18446744073709551615-18446744073709551615",
        "*1|*2|$1|s|*1|*2|$3|1-1|*2|$1|f|$1|a|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XGROUP SETID s g 0 | "
        + "XREADGROUP GROUP g d STREAMS s > | XPENDING s g - + 9 d",
        "*1|*4|$3|1-1|$1|d|:0|:1|")]
    [InlineData("XREADGROUP GROUP g c STREAMS s >", "-NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option|")]
    [InlineData("XADD s 1-1 f a | XREADGROUP GROUP g c STREAMS s >",
        "-NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option|")]
    [InlineData("XREADGROUP GROUP g c STREAMS str >", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s $",
        "-ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a"
        + " proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s x",
        "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XREADGROUP COUNT 1 NOACK STREAMS s >", "-ERR Missing GROUP option for XREADGROUP|")]
    [InlineData("XREADGROUP GROUP g c STREAMS s t >",
        "-ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.|")]
    [InlineData("XREADGROUP GROUP g c BLOCK x STREAMS s >", "-ERR timeout is not an integer or out of range|")]
    [InlineData("XREADGROUP GROUP g c COUNT 1 s >", "-ERR syntax error|")]
    public void Groups_hand_out_what_is_new(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XACK s g 1-1 2-1", ":1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XACK s g 1-1 1-1 | XPENDING s g",
        "*4|:0|$-1|$-1|*-1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XACK s g 1-1", ":0|")]
    [InlineData("XADD s 1-1 f a | XACK s g x", ":0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XACK s g x", "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XACK none g 1", ":0|")]
    [InlineData("XACK str g 1", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XACK s g 1-1 x | XPENDING s g",
        "*4|:1|$3|1-1|$3|1-1|*1|*2|$1|c|$1|1|")]
    public void Entries_are_acknowledged(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XGROUP CREATE s g 0 | XREADGROUP GROUP g c COUNT 1 STREAMS s > | "
        + "XREADGROUP GROUP g b STREAMS s > | XPENDING s g",
        "*4|:2|$3|1-1|$3|2-1|*2|*2|$1|b|$1|1|*2|$1|c|$1|1|")]
    [InlineData("XGROUP CREATE s g 0 MKSTREAM | XPENDING s g", "*4|:0|$-1|$-1|*-1|")]
    [InlineData("@3 | XGROUP CREATE s g 0 MKSTREAM | XPENDING s g", "*4|:0|_|_|_|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XPENDING s g - + 0", "*0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XPENDING s g (1-1 + 9", "*0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XPENDING s g - + -1", "*0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XPENDING s g - + 9 none", "*0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XPENDING s g IDLE 100000 - + 9 c", "*0|")]
    [InlineData("XPENDING s g", "-NOGROUP No such key 's' or consumer group 'g'|")]
    [InlineData("XADD s 1-1 f a | XPENDING s g", "-NOGROUP No such key 's' or consumer group 'g'|")]
    [InlineData("XPENDING str g", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XPENDING s g - +", "-ERR syntax error|")]
    [InlineData("XPENDING s g IDLE x - + 1", "-ERR value is not an integer or out of range|")]
    [InlineData("XPENDING s g IDLE 1 - +", "-ERR syntax error|")]
    [InlineData("XPENDING s g - + x", "-ERR value is not an integer or out of range|")]
    [InlineData("XPENDING s g x + 1", "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XPENDING s g - x 1", "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XPENDING s g (18446744073709551615-18446744073709551615 + 1", "-ERR invalid start ID for the interval|")]
    [InlineData("XPENDING s g - (0-0 1", "-ERR invalid end ID for the interval|")]
    [InlineData("XPENDING s g IDLE 1 - + 1 c x", "-ERR syntax error|")]
    public void Pending_entries_are_told(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XCLAIM s g d 0 1-1",
        "*1|*2|$3|1-1|*2|$1|f|$1|a|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XCLAIM s g d 0 1-1 | XPENDING s g",
        "*4|:1|$3|1-1|$3|1-1|*1|*2|$1|d|$1|1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XCLAIM s g d 0 1-1 JUSTID", "*1|$3|1-1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XCLAIM s g d 1000000 1-1", "*0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 1-1", "*0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 1-1 FORCE", "*1|*2|$3|1-1|*2|$1|f|$1|a|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 2-1 FORCE", "*0|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XDEL s 1-1 | XCLAIM s g d 0 1-1 | "
        + "XPENDING s g",
        "*4|:0|$-1|$-1|*-1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 1-1 LASTID 7-7 | XINFO GROUPS s",
        "*1|*12|$4|name|$1|g|$9|consumers|:0|$7|pending|:0|$17|last-delivered-id|$3|7-7|$12|entries-read|$-1|$3|lag|$-1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 1-1 LASTID x",
        "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d x 1-1", "-ERR Invalid min-idle-time argument for XCLAIM|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 1-1 IDLE x", "-ERR Invalid IDLE option argument for XCLAIM|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 1-1 TIME x", "-ERR Invalid TIME option argument for XCLAIM|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 1-1 RETRYCOUNT x",
        "-ERR Invalid RETRYCOUNT option argument for XCLAIM|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 1-1 NONE", "-ERR Unrecognized XCLAIM option 'NONE'|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 1-1 IDLE", "-ERR Unrecognized XCLAIM option 'IDLE'|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XCLAIM s g d 0 x", "-ERR Unrecognized XCLAIM option 'x'|")]
    [InlineData("XADD s 1-1 f a | XCLAIM s g d 0 1-1", "-NOGROUP No such key 's' or consumer group 'g'|")]
    [InlineData("XCLAIM s g d 0 1-1", "-NOGROUP No such key 's' or consumer group 'g'|")]
    [InlineData("XCLAIM str g d 0 1-1", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XAUTOCLAIM s g d 0 0",
        "*3|$3|0-0|*2|*2|$3|1-1|*2|$1|f|$1|a|*2|$3|2-1|*2|$1|f|$1|b|*0|")]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | "
        + "XAUTOCLAIM s g d 0 0 COUNT 1",
        "*3|$3|2-1|*1|*2|$3|1-1|*2|$1|f|$1|a|*0|")]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | "
        + "XAUTOCLAIM s g d 0 (1-1 JUSTID",
        "*3|$3|0-0|*1|$3|2-1|*0|")]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XDEL s 1-1 | "
        + "XAUTOCLAIM s g d 0 0",
        "*3|$3|0-0|*1|*2|$3|2-1|*2|$1|f|$1|b|*1|$3|1-1|")]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XDEL s 1-1 | "
        + "XAUTOCLAIM s g d 0 0 COUNT 1 | XPENDING s g",
        "*4|:1|$3|2-1|$3|2-1|*1|*2|$1|c|$1|1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XREADGROUP GROUP g c STREAMS s > | XAUTOCLAIM s g d 100000 0",
        "*3|$3|0-0|*0|*0|")]
    [InlineData("XGROUP CREATE s g 0 MKSTREAM | XAUTOCLAIM s g d 0 0", "*3|$3|0-0|*0|*0|")]
    [InlineData("XAUTOCLAIM s g d 0 0", "-NOGROUP No such key 's' or consumer group 'g'|")]
    [InlineData("XAUTOCLAIM str g d 0 0", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XAUTOCLAIM s g d x 0", "-ERR Invalid min-idle-time argument for XAUTOCLAIM|")]
    [InlineData("XAUTOCLAIM s g d 0 x", "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XAUTOCLAIM s g d 0 0 COUNT 0", "-ERR COUNT must be > 0|")]
    [InlineData("XAUTOCLAIM s g d 0 0 COUNT x", "-ERR COUNT must be > 0|")]
    [InlineData("XAUTOCLAIM s g d 0 0 COUNT", "-ERR syntax error|")]
    [InlineData("XAUTOCLAIM s g d 0 0 FORCE", "-ERR syntax error|")]
    [InlineData("XAUTOCLAIM s g d 0 (18446744073709551615-18446744073709551615", "-ERR invalid start ID for the interval|")]
    public void Pending_entries_are_claimed(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("XADD s 5-1 f v | XSETID s 9-1 | XADD s 9-1 f v",
        "-ERR The ID specified in XADD is equal or smaller than the target stream top item|")]
    [InlineData("XADD s 5-1 f v | XSETID s 5-0", "-ERR The ID specified in XSETID is smaller than the target stream top item|")]
    [InlineData("XADD s 5-1 f v | XSETID s 5-1", "+OK|")]
    [InlineData("XADD s 5-1 f v | XSETID s 9-1 ENTRIESADDED 7 MAXDELETEDID 8-1 | XINFO STREAM s",
        "*20|$6|length|:1|$15|radix-tree-keys|:1|$16|radix-tree-nodes|:2|$17|last-generated-id|$3|9-1|$20|max-deleted-entry-id|"
        + "$3|8-1|$13|entries-added|:7|$23|recorded-first-entry-id|$3|5-1|$6|groups|:0|$11|first-entry|*2|$3|5-1|*2|$1|f|$1|v|$10|"
        + "last-entry|*2|$3|5-1|*2|$1|f|$1|v|")]
    [InlineData("XADD s 5-1 f v | XSETID s 9-1 ENTRIESADDED 0",
        "-ERR The entries_added specified in XSETID is smaller than the target stream length|")]
    [InlineData("XADD s 5-1 f v | XSETID s 9-1 ENTRIESADDED -1", "-ERR entries_added must be positive|")]
    [InlineData("XADD s 5-1 f v | XSETID s 9-1 ENTRIESADDED x", "-ERR value is not an integer or out of range|")]
    [InlineData("XADD s 5-1 f v | XSETID s 9-1 MAXDELETEDID 9-2",
        "-ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id|")]
    [InlineData("XADD s 5-1 f v | XSETID s 9-1 MAXDELETEDID x", "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XADD s 5-1 f v | XSETID s 9-1 MAXDELETEDID", "-ERR syntax error|")]
    [InlineData("XADD s 5-1 f v | XSETID s 9-1 NONE 3", "-ERR syntax error|")]
    [InlineData("XSETID s x", "-ERR Invalid stream ID specified as stream command argument|")]
    [InlineData("XSETID none 1", "-ERR no such key|")]
    [InlineData("XSETID str 1", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    public void The_last_id_and_the_counters_are_set(string steps, string reply) => HashListSteps.AssertReply(reply, steps);

    [Theory]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XINFO STREAM s",
        "*20|$6|length|:2|$15|radix-tree-keys|:1|$16|radix-tree-nodes|:2|$17|last-generated-id|$3|2-1|$20|max-deleted-entry-id|"
        + "$3|0-0|$13|entries-added|:2|$23|recorded-first-entry-id|$3|1-1|$6|groups|:0|$11|first-entry|*2|$3|1-1|*2|$1|f|$1|a|$10|"
        + "last-entry|*2|$3|2-1|*2|$1|f|$1|b|")]
    [InlineData("@3 | XADD s 1-1 f a | XADD s 2-1 f b | XDEL s 1-1 | XINFO STREAM s",
        "%10|$6|length|:1|$15|radix-tree-keys|:1|$16|radix-tree-nodes|:2|$17|last-generated-id|$3|2-1|$20|max-deleted-entry-id|"
        + "$3|1-1|$13|entries-added|:2|$23|recorded-first-entry-id|$3|2-1|$6|groups|:0|$11|first-entry|*2|$3|2-1|*2|$1|f|$1|b|$10|"
        + "last-entry|*2|$3|2-1|*2|$1|f|$1|b|")]
    [InlineData("XGROUP CREATE s g 0 MKSTREAM | XINFO STREAM s",
        "*20|$6|length|:0|$15|radix-tree-keys|:0|$16|radix-tree-nodes|:1|$17|last-generated-id|$3|0-0|$20|max-deleted-entry-id|"
        + "$3|0-0|$13|entries-added|:0|$23|recorded-first-entry-id|$3|0-0|$6|groups|:1|$11|first-entry|$-1|$10|last-entry|$-1|")]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XADD s 3-1 f c | XGROUP CREATE s g 1 | XINFO STREAM s FULL COUNT 2",
        "*18|$6|length|:3|$15|radix-tree-keys|:1|$16|radix-tree-nodes|:2|$17|last-generated-id|$3|3-1|$20|max-deleted-entry-id|"
        + "$3|0-0|$13|entries-added|:3|$23|recorded-first-entry-id|$3|1-1|$7|entries|*2|*2|$3|1-1|*2|$1|f|$1|a|*2|$3|2-1|*2|$1|f|"
        + "$1|b|$6|groups|*1|*14|$4|name|$1|g|$17|last-delivered-id|$3|1-0|$12|entries-read|$-1|$3|lag|:3|$9|pel-count|:0|$7|"
        + "pending|*0|$9|consumers|*0|")]
    [InlineData("@3 | XADD s 1-1 f a | XGROUP CREATE s g 1 | XINFO STREAM s FULL",
        "%9|$6|length|:1|$15|radix-tree-keys|:1|$16|radix-tree-nodes|:2|$17|last-generated-id|$3|1-1|$20|max-deleted-entry-id|$3|"
        + "0-0|$13|entries-added|:1|$23|recorded-first-entry-id|$3|1-1|$7|entries|*1|*2|$3|1-1|*2|$1|f|$1|a|$6|groups|*1|%7|$4|"
        + "name|$1|g|$17|last-delivered-id|$3|1-0|$12|entries-read|_|$3|lag|:1|$9|pel-count|:0|$7|pending|*0|$9|consumers|*0|")]
    [InlineData("XADD s 1-1 f a | XINFO STREAM s FULL COUNT -1",
        "*18|$6|length|:1|$15|radix-tree-keys|:1|$16|radix-tree-nodes|:2|$17|last-generated-id|$3|1-1|$20|max-deleted-entry-id|"
        + "$3|0-0|$13|entries-added|:1|$23|recorded-first-entry-id|$3|1-1|$7|entries|*1|*2|$3|1-1|*2|$1|f|$1|a|$6|groups|*0|")]
    [InlineData("XADD s 1-1 f a | XINFO STREAM s FULL COUNT x", "-ERR value is not an integer or out of range|")]
    [InlineData("XADD s 1-1 f a | XINFO STREAM s FULL COUNT",
        "-ERR unknown subcommand or wrong number of arguments for 'STREAM'. Try XINFO HELP.|")]
    [InlineData("XADD s 1-1 f a | XINFO STREAM s PART",
        "-ERR unknown subcommand or wrong number of arguments for 'STREAM'. Try XINFO HELP.|")]
    [InlineData("XINFO STREAM none", "-ERR no such key|")]
    [InlineData("XINFO STREAM str", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XINFO GROUPS none", "-ERR no such key|")]
    [InlineData("XINFO GROUPS str", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XADD s 1-1 f a | XINFO GROUPS s", "*0|")]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XGROUP CREATE s g 0 | XGROUP CREATE s h 1-1 | "
        + "XREADGROUP GROUP g c COUNT 1 STREAMS s > | XINFO GROUPS s",
        "*2|*12|$4|name|$1|g|$9|consumers|:1|$7|pending|:1|$17|last-delivered-id|$3|1-1|$12|entries-read|:1|$3|lag|:1|*12|$4|"
        + "name|$1|h|$9|consumers|:0|$7|pending|:0|$17|last-delivered-id|$3|1-1|$12|entries-read|$-1|$3|lag|:1|")]
    [InlineData("@3 | XADD s 1-1 f a | XGROUP CREATE s g 0 | XINFO GROUPS s",
        "*1|%6|$4|name|$1|g|$9|consumers|:0|$7|pending|:0|$17|last-delivered-id|$3|0-0|$12|entries-read|_|$3|lag|:1|")]
    [InlineData("XADD s 1-1 f a | XADD s 2-1 f b | XADD s 3-1 f c | XGROUP CREATE s g 2 | XDEL s 2-1 | XINFO GROUPS s",
        "*1|*12|$4|name|$1|g|$9|consumers|:0|$7|pending|:0|$17|last-delivered-id|$3|2-0|$12|entries-read|$-1|$3|lag|$-1|")]
    [InlineData("XADD s 1-1 f a | XGROUP CREATE s g 0 | XINFO CONSUMERS s g", "*0|")]
    [InlineData("XADD s 1-1 f a | XINFO CONSUMERS s g", "-NOGROUP No such consumer group 'g' for key name 's'|")]
    [InlineData("XINFO CONSUMERS none g", "-ERR no such key|")]
    [InlineData("XINFO CONSUMERS str g", "-WRONGTYPE Operation against a key holding the wrong kind of value|")]
    [InlineData("XINFO NONE s", "-ERR unknown subcommand 'NONE'. Try XINFO HELP.|")]
    [InlineData("XINFO STREAM", "-ERR wrong number of arguments for 'xinfo|stream' command|")]
    public void What_is_asked_about_streams_is_told(string steps, string reply) => HashListSteps.AssertReply(reply, steps);
}
