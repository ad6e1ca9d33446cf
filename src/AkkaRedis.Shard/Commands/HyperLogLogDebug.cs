using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>PFDEBUG, which looks into a HyperLogLog, and PFSELFTEST.</summary>
internal static class HyperLogLogDebug
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("pfdebug", 3, DenyOom | Admin, KeySpec.Second, PfDebug, "hyperloglog", "2.8.9",
            "Shows a HyperLogLog's registers and form."),
        ShardCommand.Plain("pfselftest", 1, Admin, KeySpec.None, PfSelfTest, "hyperloglog", "2.8.9",
            "Checks that HyperLogLogs count as they should."),
    ];

    private static void PfDebug(WriteContext c)
    {
        var key = c.Args[2];
        if (c.Find(key).IsNone)
        {
            c.Reply.Error("ERR The specified key does not exist"u8);
            return;
        }

        if (!c.TryFindHyperLogLog(key, out var entry))
            return;
        if (c.Is(1, "GETREG"u8))
            WriteRegisters(c, key);
        else if (c.Is(1, "DECODE"u8))
            WriteRuns(c, entry.HyperLogLogBytes());
        else if (c.Is(1, "ENCODING"u8))
            c.Reply.Simple(HyperLogLog.IsDense(entry.HyperLogLogBytes()) ? "dense"u8 : "sparse"u8);
        else if (c.Is(1, "TODENSE"u8))
            MakeDense(c, key);
        else
            c.Reply.Error([.. "ERR Unknown PFDEBUG subcommand '"u8, .. Errors.Shown(c.Args[1]), (byte)'\'']);
    }

    /// <summary>Makes the value dense, as Redis does before it reads the registers.</summary>
    private static void WriteRegisters(WriteContext c, ReadOnlySpan<byte> key)
    {
        if (!TryMakeDense(c, key, out _))
            return;
        var bytes = c.FindAgain(key).HyperLogLogBytes();
        c.Reply.Array(HyperLogLog.Registers);
        for (var i = 0; i < HyperLogLog.Registers; i++)
            c.Reply.Integer(HyperLogLogDense.Read(bytes, i));
    }

    private static void MakeDense(WriteContext c, ReadOnlySpan<byte> key)
    {
        if (TryMakeDense(c, key, out var wasSparse))
            c.Reply.Integer(wasSparse ? 1 : 0);
    }

    private static bool TryMakeDense(WriteContext c, ReadOnlySpan<byte> key, out bool wasSparse)
    {
        var bytes = c.FindAgain(key).HyperLogLogBytes();
        wasSparse = !HyperLogLog.IsDense(bytes);
        if (!wasSparse)
            return true;
        Span<byte> buffer = new byte[HyperLogLogEdit.BufferBytes(bytes.Length)];
        bytes.CopyTo(buffer);
        var edit = new HyperLogLogEdit(buffer, bytes.Length, c.Settings.HllSparseMaxBytes);
        if (!edit.TryMakeDense())
        {
            c.Reply.Error(HyperLogLogAccess.Corrupt);
            return false;
        }

        c.Db.SetRawString(key, edit.Bytes, Expiry.Keep);
        c.Effect(c.Args);
        return true;
    }

    /// <summary>The runs of the sparse form as text: z and Z for zeros in a short and a long run, v for value and length.</summary>
    private static void WriteRuns(WriteContext c, ReadOnlySpan<byte> bytes)
    {
        if (HyperLogLog.IsDense(bytes))
        {
            c.Reply.Error("ERR HLL encoding is not sparse"u8);
            return;
        }

        var text = new StringBuilder();
        var runs = bytes[HyperLogLog.HeaderBytes..];
        for (var at = 0; at < runs.Length;)
        {
            var run = HyperLogLogRun.At(runs, at);
            at += run.Bytes;
            if (run.IsValue)
                text.Append($"v:{run.Value},{run.Registers} ");
            else
                text.Append(run.IsLongZeros ? "Z:" : "z:").Append($"{run.Registers} ");
        }

        c.Reply.Bulk(text.ToString().TrimEnd());
    }

    private static void PfSelfTest(ReadContext c) => c.Suspend(new HyperLogLogSelfTest());
}
