using System.Globalization;
using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Rdb;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The part of DEBUG that a shard carries out; who may use it is decided before. DIGEST and RELOAD are not cut into slices: as in
/// redis-server, they hold up what they look at, so that they see one moment of it.
/// </summary>
public static class DebugRows
{
    private const int PageEntries = 1000;

    public static readonly ShardCommand Object = Read("object", KeySpec.Second, TellObject);

    /// <summary>For each database with keys: its number, and the digest of its keys as hex digits.</summary>
    public static readonly ShardCommand Digest = Read("digest", KeySpec.None, TellDigests);

    public static readonly ShardCommand DigestValue = Read("digest-value", new KeySpec(2, -1, 1), TellValueDigests);

    public static readonly ShardCommand Reload =
        ShardCommand.Write("debug", -2, None, KeySpec.None, ReloadAll, "server", "1.0.0", "Writes and reads all keys as a file.");

    /// <summary>Waits for nothing until the time is over.</summary>
    public static readonly ShardCommand Sleep =
        ShardCommand.Plain("debug", 3, Blocking, KeySpec.None, SleepFor, "server", "1.0.0", "Waits.");

    public static readonly IReadOnlyList<CommandRow> All = [Object, Digest, DigestValue, Reload, Sleep];

    private static ShardCommand Read(string name, KeySpec keys, ReadFunction function) =>
        ShardCommand.Read("debug", -2, None, keys, function, "server", "1.0.0", $"Carries out DEBUG {name}.");

    /// <summary>Where a value is and how many share it are no questions here; the words stand for clients that look for others.</summary>
    private static void TellObject(ReadContext c)
    {
        var entry = c.Peek(c.Args[2]);
        if (entry.IsNone)
        {
            c.Reply.Error(Errors.NoSuchKey);
            return;
        }

        var clock = entry.AccessClock;
        var idleSeconds = clock == 0 ? 0 : unchecked((uint)(c.NowMs / 1000) - clock);
        c.Reply.Simple(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"Value at:0x0 refcount:1 encoding:{entry.EncodingName} serializedlength:{SerializedBytes(entry)} " +
            $"lru:{clock & 0xFFFFFF} lru_seconds_idle:{idleSeconds}")));
    }

    private static int SerializedBytes(Entry entry)
    {
        var output = new RdbOutput();
        Span<byte> scratch = stackalloc byte[20];
        if (entry.Kind == ValueKind.String)
            output.Text(entry.GetString(scratch));
        else if (RdbValueWriter.For(entry.Collection) is { } writer)
            writer.Step(output, int.MaxValue);
        return output.Length;
    }

    private static void TellDigests(ReadContext c)
    {
        Span<byte> sum = stackalloc byte[ValueDigest.Bytes];
        var mark = c.Reply.OpenAggregate();
        var databases = 0;
        for (var db = 0; db < c.DatabaseCount; db++)
        {
            if (c.Keyspace[db].Count == 0)
                continue;
            sum.Clear();
            XorKeys(c.Keyspace[db], sum);
            c.Reply.Integer(db);
            c.Reply.Bulk(Convert.ToHexStringLower(sum));
            databases++;
        }

        c.Reply.CloseAggregate(mark, '*', 2 * databases);
    }

    private static void XorKeys(DatabaseView database, Span<byte> sum)
    {
        var total = new ValueDigest(sum);
        Span<byte> one = stackalloc byte[ValueDigest.Bytes];
        var page = new List<Entry>();
        var cursor = 0UL;
        do
        {
            page.Clear();
            cursor = database.Scan(cursor, PageEntries, page);
            foreach (var entry in page)
            {
                one.Clear();
                var digest = new ValueDigest(one);
                digest.Mix(entry.Key);
                digest.MixValue(entry);
                total.Xor(one);
            }
        }
        while (cursor != 0);
    }

    private static void TellValueDigests(ReadContext c)
    {
        Span<byte> sum = stackalloc byte[ValueDigest.Bytes];
        c.Reply.Array(c.Args.Count - 2);
        for (var i = 2; i < c.Args.Count; i++)
        {
            sum.Clear();
            var entry = c.Peek(c.Args[i]);
            if (!entry.IsNone)
                new ValueDigest(sum).MixValue(entry);
            c.Reply.Simple(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(sum)));
        }
    }

    /// <summary>
    /// All keys are written in the form of a file, read from it, and take the places of those that were there. Nothing changes by
    /// that, so nobody is told and nothing is logged.
    /// </summary>
    private static void ReloadAll(WriteContext c)
    {
        if (SnapshotWalk.IsRunningIn(c.AllDatabases))
        {
            c.Reply.Error("ERR DEBUG RELOAD: a snapshot is being taken"u8);
            return;
        }

        using var file = new MemoryStream();
        var skipped = Write(c, file);
        if (skipped > 0)
        {
            c.Reply.Error("ERR DEBUG RELOAD: there are values of a type that has no encoding yet"u8);
            return;
        }

        file.Position = 0;
        var reader = new RdbFileReader(file, file.Length, RdbLimits.Of(c.Settings), c.DatabaseCount);
        var keys = new RdbKeyList();
        while (reader.Next() is { } key)
            keys.Add(key);
        if (reader.Fault is { } fault)
        {
            c.Reply.Error($"ERR Error trying to load the RDB dump: {fault}");
            return;
        }

        foreach (var key in keys)
            key.StoreIn(c.DatabaseAt(key.Db));
        c.Reply.Ok();
    }

    private static long Write(WriteContext c, MemoryStream to)
    {
        var file = new RdbFileWriter(to);
        var output = new RdbOutput();
        var walk = new SnapshotWalk(c.AllDatabases, output);
        while (!walk.Step(c.Settings.SliceElements))
            file.Append(output);
        file.Append(output);
        file.End();
        return walk.SkippedKeys;
    }

    private static void SleepFor(ReadContext c)
    {
        if (!WaitTimeout.TryRead(c, 2, out var timeoutMs))
            return;
        if (timeoutMs == 0 || !c.TryWait(new WaitRequest(ValueKind.None, 0, 0, timeoutMs)))
            c.Reply.Ok();
    }
}
