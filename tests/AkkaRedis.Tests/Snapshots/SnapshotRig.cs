using System.Text;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;
using AkkaRedis.Tests.Journal;

namespace AkkaRedis.Tests.Snapshots;

/// <summary>The snapshots of shard 3 on a simulated disk, with small frames; keys are strings, written as "key=value".</summary>
internal sealed class SnapshotRig
{
    public const int Shard = 3;
    public const int FrameBytes = 24;
    public const long Epoch = 7;

    public static readonly RdbLimits Limits = RdbLimits.Of(new ShardSettings());

    public SnapshotRig() => Folder = new SnapshotFolder(Disk, Shard);

    public SimulatedDisk Disk { get; } = new();

    public SnapshotFolder Folder { get; }

    /// <summary>Writes a snapshot; the fault, if there was one.</summary>
    public DiskFault? Write(
        long logOffset, IReadOnlyList<string> keys, string[]? functions = null, int? claimedKeys = null, long createdAtMs = 1)
    {
        var header = new SnapshotHeader(Shard, Epoch, createdAtMs);
        if (!SnapshotFileWriter.TryCreate(Folder, header, out var writer, out var fault, FrameBytes))
            return fault;
        foreach (var records in RecordsOf(keys, functions ?? []))
        {
            fault = writer.Append(records);
            if (fault is null)
                continue;
            writer.Abandon();
            return fault;
        }

        return writer.Complete(logOffset, claimedKeys ?? keys.Count, out _);
    }

    public SnapshotSurvey Survey()
    {
        Assert.Null(Folder.Survey(out var survey));
        return survey;
    }

    /// <summary>The keys of a snapshot up to its end or a damage, and that damage.</summary>
    public (List<string> Keys, string? Problem) Read(SnapshotFile file)
    {
        var keys = new List<string>();
        if (!Folder.TryOpen(file, out var input, out var fault))
            return (keys, fault.ToString());
        using (input)
        {
            var reader = new RdbFileReader(input, file.Footer.RdbBytes, Limits, databases: 16);
            while (reader.Next() is { } key)
                keys.Add(Text(key));
            return (keys, input.Damage?.ToString() ?? input.Fault?.ToString() ?? reader.Fault);
        }
    }

    public List<string> MustRead(SnapshotFile file)
    {
        var (keys, problem) = Read(file);
        Assert.Null(problem);
        return keys;
    }

    public static string Text(in RdbKey key) => $"{Encoding.Latin1.GetString(key.Key.Span)}={Encoding.Latin1.GetString(key.Text.Span)}";

    public static List<string> RandomKeys(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(i => $"k{i}={new string((char)random.Next('a', 'z' + 1), random.Next(40))}")];

    /// <summary>The record of a string.</summary>
    public static void WriteKey(RdbOutput output, string key, string value, long? expireAtMs = null)
    {
        if (expireAtMs is { } time)
        {
            output.Byte(252);
            output.UInt64((ulong)time);
        }

        output.Byte(RdbValueWriter.TypeOfString);
        output.Text(Encoding.Latin1.GetBytes(key));
        output.Text(Encoding.Latin1.GetBytes(value));
    }

    private static IEnumerable<byte[]> RecordsOf(IEnumerable<string> keys, string[] functions)
    {
        foreach (var source in functions)
        {
            var output = new RdbOutput();
            output.Byte(245);
            output.Text(Encoding.Latin1.GetBytes(source));
            yield return output.Written.ToArray();
        }

        foreach (var key in keys)
        {
            var output = new RdbOutput();
            WriteKey(output, key[..key.IndexOf('=')], key[(key.IndexOf('=') + 1)..]);
            yield return output.Written.ToArray();
        }
    }
}
