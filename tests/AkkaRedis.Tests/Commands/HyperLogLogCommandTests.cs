using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Replies of redis-server 7.0.15 to the same steps; see <see cref="Transcript"/>.</summary>
public sealed class HyperLogLogCommandTests
{
    [Theory]
    [InlineData("PFADD h", ":1\r\n")]
    [InlineData("PFADD h | PFADD h", ":0\r\n")]
    [InlineData("PFADD h a b c", ":1\r\n")]
    [InlineData("PFADD h a b c | PFADD h c b a", ":0\r\n")]
    [InlineData("PFADD h | GET h", "$18\r\nHYLL\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0080\u007f\u00ff\r\n")]
    [InlineData("PFADD h a b c | PFCOUNT h", ":3\r\n")]
    [InlineData("PFADD h a b c | OBJECT ENCODING h", "$3\r\nraw\r\n")]
    [InlineData("PFADD h a b c | PFDEBUG DECODE h", "$44\r\nZ:8436 v:1,1 Z:4274 v:2,1 Z:3068 v:1,1 Z:603\r\n")]
    [InlineData("PFADD h a b c | PFDEBUG ENCODING h", "+sparse\r\n")]
    [InlineData("PFADD h a b c | PFDEBUG TODENSE h", ":1\r\n")]
    [InlineData("PFADD h a b c | PFDEBUG TODENSE h | PFDEBUG TODENSE h", ":0\r\n")]
    [InlineData("PFADD h a b c | PFDEBUG TODENSE h | PFDEBUG ENCODING h", "+dense\r\n")]
    [InlineData("PFADD h a b c | PFDEBUG TODENSE h | PFDEBUG DECODE h", "-ERR HLL encoding is not sparse\r\n")]
    [InlineData("PFADD h a b c | PFDEBUG OTHER h", "-ERR Unknown PFDEBUG subcommand 'OTHER'\r\n")]
    [InlineData("PFADD h a b c | PFDEBUG \"\\xff\\x00x\" h", "-ERR Unknown PFDEBUG subcommand '\u00ff'\r\n")]
    [InlineData("PFDEBUG ENCODING h", "-ERR The specified key does not exist\r\n")]
    [InlineData("PFDEBUG ENCODING l", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("PFADD h a b c | GET h",
        "$27\r\nHYLL\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0080`\u00f3\u0080P\u00b1\u0084K\u00fb\u0080BZ\r\n")]
    [InlineData("PFADD h a b c | PFCOUNT h | GET h",
        "$27\r\nHYLL\u0001\u0000\u0000\u0000\u0003\u0000\u0000\u0000\u0000\u0000\u0000\u0000`\u00f3\u0080P\u00b1\u0084K\u00fb\u0080BZ\r\n")]
    [InlineData("PFADD h a b c | PFCOUNT h | PFADD h a | GETRANGE h 8 15", "$8\r\n\u0003\u0000\u0000\u0000\u0000\u0000\u0000\u0000\r\n")]
    [InlineData("PFADD h a b c | PFCOUNT h | PFADD h d | GETRANGE h 8 15", "$8\r\n\u0003\u0000\u0000\u0000\u0000\u0000\u0000\u0080\r\n")]
    [InlineData("PFADD h a b c | SETRANGE h 8 \"\\x01\\x02\" | PFCOUNT h", ":3\r\n")]
    [InlineData("PFADD h a b c EX | PFCOUNT h none", ":4\r\n")]
    [InlineData("PFADD h a b c | PFADD i c d | PFCOUNT h i", ":4\r\n")]
    [InlineData("PFCOUNT h", ":0\r\n")]
    [InlineData("PFCOUNT h i", ":0\r\n")]
    [InlineData("PFADD h a b c | PFADD i c d | PFMERGE h i | PFCOUNT h", ":4\r\n")]
    [InlineData("PFADD i c d | PFMERGE h i | GET h",
        "$24\r\nHYLL\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0080\\{\u0080Dv\u0080_\n\r\n")]
    [InlineData("PFADD i c d | PFDEBUG TODENSE i | PFMERGE h i | PFDEBUG ENCODING h", "+dense\r\n")]
    [InlineData("PFMERGE h | PFCOUNT h", ":0\r\n")]
    [InlineData("SET h x | PFADD h a", "-WRONGTYPE Key is not a valid HyperLogLog string value.\r\n")]
    [InlineData("SET h 12 | PFCOUNT h", "-WRONGTYPE Key is not a valid HyperLogLog string value.\r\n")]
    [InlineData("SET h \"HYLL\\x02\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\" | PFCOUNT h",
        "-WRONGTYPE Key is not a valid HyperLogLog string value.\r\n")]
    [InlineData("SET h \"HYLL\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80\" | PFCOUNT h",
        "-INVALIDOBJ Corrupted HLL object detected\r\n")]
    [InlineData("SET h \"HYLL\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80\" | PFADD h a",
        "-INVALIDOBJ Corrupted HLL object detected\r\n")]
    [InlineData("SET h \"HYLL\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80\" | PFCOUNT h h",
        "-INVALIDOBJ Corrupted HLL object detected\r\n")]
    [InlineData("SET h \"HYLL\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80\" | PFMERGE h",
        "-INVALIDOBJ Corrupted HLL object detected\r\n")]
    [InlineData("SET h \"HYLL\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80\" | PFDEBUG GETREG h",
        "-INVALIDOBJ Corrupted HLL object detected\r\n")]
    [InlineData("PFADD l a", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("PFCOUNT l h", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("PFMERGE h l", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n")]
    [InlineData("PFSELFTEST", "+OK\r\n")]
    public void Hyperloglogs_answer(string steps, string reply) =>
        Assert.Equal(reply, Transcript.Run(steps));

    /// <summary>Runs of 16384 zeros, whose sum as a 32-bit number is negative, or that of a sound value.</summary>
    [Theory]
    [InlineData(1 << 17)]
    [InlineData((1 << 18) + 1)]
    public void Runs_about_more_registers_than_there_are_are_corrupt(int runs)
    {
        const string Error = "-INVALIDOBJ Corrupted HLL object detected\r\n";
        byte[] value = [.. "HYLL\x01"u8, .. new byte[11], .. Enumerable.Repeat<byte[]>([0x7f, 0xff], runs).SelectMany(r => r), 0xff];
        var rig = new ShardRig();
        rig.Keyspace[0].SetRawString("h"u8, value, Expiry.None);

        Assert.Equal(Error, Transcript.Run("PFCOUNT h h", rig));
        Assert.Equal(Error, Transcript.Run("PFDEBUG GETREG h", rig));
        Assert.Equal(Error, Transcript.Run("SETRANGE h 15 \"\\x80\" | PFCOUNT h", rig));
    }
}
