using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Tests.Log;
using AkkaRedis.Tests.Protocol;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Rdb;

/// <summary>Whole files: written from a keyspace, read back, and files that are not right.</summary>
public sealed class FileTests
{
    private const int Databases = 16;

    private static readonly RdbLimits Limits = RdbLimits.Of(new ShardSettings());

    [Fact]
    public void What_is_exported_in_slices_is_read_back_the_same() => Seeds.Run(100, random =>
    {
        var rig = Filled(random);
        var copy = new KeyspaceStore(Databases);
        var reader = ReaderOf(Export(rig.Keyspace, random));
        while (reader.Next() is { } key)
            key.StoreIn(copy[key.Db]);

        Assert.Null(reader.Fault);
        var table = NodeCommandTable.Build();
        Assert.Equal(KeyspaceDigest.Of(rig.Keyspace, table), KeyspaceDigest.Of(copy, table));
    });

    [Fact]
    public void A_file_with_any_byte_changed_or_cut_off_has_a_fault() => Seeds.Run(200, random =>
    {
        var file = Export(Filled(random).Keyspace, random);
        if (random.Next(2) == 0)
            file = file[..random.Next(file.Length)];
        else
            file[random.Next(file.Length - 8)] ^= (byte)random.Next(1, 256);
        var reader = ReaderOf(file);
        while (reader.Next() is not null)
        {
        }

        Assert.Contains("byte", reader.Fault, StringComparison.Ordinal);
        Assert.Null(reader.Next());
    });

    [Fact]
    public void An_old_file_is_read_with_all_its_records()
    {
        byte[] records =
        [
            .. "REDIS0009"u8, 250, 9, .. "redis-ver"u8, 6, .. "5.0.14"u8, 254, 0, 251, 2, 1, 245, 3, .. "lib"u8,
            252, .. BitConverter.GetBytes(1_700_000_000_123L), 248, 5, 0, 1, (byte)'a', 1, (byte)'1',
            249, 7, 10, 1, (byte)'l', (byte)Payloads.Ziplist("x", "5").Length, .. Payloads.Ziplist("x", "5"),
            254, 3, 253, .. BitConverter.GetBytes(1_700_000_000), 0, 1, (byte)'b', 0xC0, 0xFF,
            1, 5, .. "empty"u8, 0,
        ];
        var reader = ReaderOf(WithEnd(records));
        Assert.Equal(["0 a 1700000000123 1", "0 l -1 List 2", "3 b 1700000000000 -1"], KeysOf(reader));
        Assert.Null(reader.Fault);
        Assert.Equal(["lib"u8.ToArray()], reader.Functions);
    }

    [Theory]
    [InlineData("", "not an RDB file (record at byte 0, read up to 0)")]
    [InlineData("REDIS00", "not an RDB file (record at byte 0, read up to 0)")]
    [InlineData("GARBAGE0010", "not an RDB file (record at byte 0, read up to 9)")]
    [InlineData("REDIS0011", "RDB version 11 is newer than 10, the newest that is known (record at byte 0, read up to 9)")]
    [InlineData("REDIS0010", "the file ends without its end mark (record at byte 9, read up to 9)")]
    [InlineData("REDIS0010\u00fe\u0010", "database 16, and there are 16 (record at byte 9, read up to 11)")]
    [InlineData("REDIS0010\u0014\u0001k", "a value of type 20, which is not known, of key 'k' (record at byte 9, read up to 12)")]
    [InlineData("REDIS0010\u0000\u0001k\u0005abc", "a value that is cut off or malformed, of key 'k' (record at byte 9, read up to 13)")]
    [InlineData("REDIS0010\u00ff00000000", "the checksum is wrong (record at byte 9, read up to 18)")]
    [InlineData("REDIS0010\u00ff\0\0\0\0\0\0\0\0x", "1 more bytes after the end mark (record at byte 9, read up to 18)")]
    [InlineData("REDIS0010\u00f7", "data of a module, which cannot be read (record at byte 9, read up to 10)")]
    public void A_fault_says_what_it_is_and_where(string file, string fault)
    {
        var reader = ReaderOf(Encoding.Latin1.GetBytes(file));
        Assert.Null(reader.Next());
        Assert.Equal(fault, reader.Fault);
    }

    [Fact]
    public void A_checksum_of_zero_is_none()
    {
        var reader = ReaderOf([.. "REDIS0010"u8, 255, .. new byte[8]]);
        Assert.Null(reader.Next());
        Assert.Null(reader.Fault);
    }

    private static RdbFileReader ReaderOf(byte[] file) => new(new MemoryStream(file), file.Length, Limits, Databases);

    private static byte[] WithEnd(byte[] records)
    {
        byte[] file = [.. records, 255];
        return [.. file, .. BitConverter.GetBytes(Crc64.Of(file))];
    }

    private static List<string> KeysOf(RdbFileReader reader)
    {
        var keys = new List<string>();
        while (reader.Next() is { } key)
        {
            var value = key.Collection is { } c ? $"{c.Kind} {c.Count}" : Encoding.Latin1.GetString(key.Text.Span);
            keys.Add($"{key.Db} {Encoding.Latin1.GetString(key.Key.Span)} {key.ExpireAtMs} {value}");
        }

        return keys;
    }

    private static ShardRig Filled(Random random)
    {
        var rig = new ShardRig(random.Next());
        for (var i = random.Next(1, 20); i > 0; i--)
        {
            rig.Db = random.Next(3) == 0 ? random.Next(Databases) : 0;
            RandomValues.Write(rig, "key" + i, random);
            if (random.Next(3) == 0)
                rig.Run($"PEXPIRE key{i} {random.Next(1, 1_000_000)}");
        }

        return rig;
    }

    private static byte[] Export(KeyspaceStore keyspace, Random random)
    {
        var file = new MemoryStream();
        var writer = new RdbFileWriter(file);
        var output = new RdbOutput();
        var walk = new SnapshotWalk(keyspace, output);
        bool isDone;
        do
        {
            isDone = walk.Step(random.Next(1, 300));
            writer.Append(output);
        }
        while (!isDone);
        writer.End();
        Assert.Equal(0, walk.SkippedKeys);
        return file.ToArray();
    }
}
