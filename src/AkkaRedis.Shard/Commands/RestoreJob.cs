using System.Buffers.Text;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>Sums up a payload, makes its value aside, and gives that to the key at the end if it may be done then.</summary>
internal sealed class RestoreJob : ISlicedWrite
{
    private static readonly KeyEvent Restored = new('g', "restore");

    private readonly ReadOnlyMemory<byte> _payload;
    private readonly RestoreOptions _options;
    private readonly RdbValueReader? _value;
    private int _summedTo;
    private ulong _checksum;

    public RestoreJob(ReadOnlyMemory<byte> payload, RdbLimits limits, RestoreOptions options)
    {
        (_payload, _options) = (payload, options);
        if (!DumpPayload.HasFooter(payload.Span))
            return;
        var value = payload[..^DumpPayload.FooterBytes];
        if (value.Length > 0)
            _value = new RdbValueReader(new RdbInput(value[1..]), value.Span[0], limits);
    }

    /// <summary>None: what others do to the key meanwhile counts.</summary>
    public ReadOnlyMemory<byte> LockedKey => default;

    private int SummedBytes => _payload.Length - DumpPayload.ChecksumBytes;

    private bool HasRightChecksum => _summedTo == SummedBytes && _checksum == DumpPayload.ChecksumOf(_payload.Span);

    /// <summary>May the key not be given the value, as it has one? Then the error is written.</summary>
    public static bool IsBusy(WriteContext c, RestoreOptions options)
    {
        if (options.Replaces || c.Find(c.Args[1]).IsNone)
            return false;
        c.Reply.Error("BUSYKEY Target key name already exists."u8);
        return true;
    }

    public bool Step(ReadContext c, int units)
    {
        if (!DumpPayload.HasFooter(_payload.Span))
            return true;
        if (_summedTo < SummedBytes)
        {
            var bytes = (int)Math.Min(SummedBytes - _summedTo, (long)units * CollectionCopy.UnitBytes);
            _checksum = Crc64.Append(_checksum, _payload.Span.Slice(_summedTo, bytes));
            _summedTo += bytes;
            units -= bytes / CollectionCopy.UnitBytes;
        }

        if (_summedTo < SummedBytes)
            return false;
        return !HasRightChecksum || _value is null || _value.Step(units) != RdbValueState.Reading;
    }

    public void Apply(WriteContext c)
    {
        if (!HasRightChecksum)
            c.Reply.Error("ERR DUMP payload version or checksum are wrong"u8);
        else if (_value is not { State: RdbValueState.Complete })
            c.Reply.Error("ERR Bad data format"u8);
        else if (!IsBusy(c, _options))
            Store(c, _value);
    }

    private void Store(WriteContext c, RdbValueReader value)
    {
        var key = c.Args[1];
        var atMs = ExpireAtMs(c.NowMs);
        if (atMs != Expiry.None && atMs <= c.NowMs && !c.IsReplay)
        {
            RemoveOld(c, key);
        }
        else
        {
            var entry = value.Collection is { } collection
                ? c.Db.SetCollection(key, collection, atMs)
                : c.Db.SetString(key, value.Text.Span, atMs);
            SetUse(c, entry);
            c.Modified(key, Restored);
            LogRestored(c, key, Math.Max(atMs, 0));
        }

        c.Reply.Ok();
    }

    private long ExpireAtMs(long nowMs)
    {
        if (_options.TtlMs == 0)
            return Expiry.None;
        return _options.IsAbsolute || _options.TtlMs > long.MaxValue - nowMs ? _options.TtlMs : nowMs + _options.TtlMs;
    }

    /// <summary>The value's time has passed already: it is not stored, but what it should have replaced goes.</summary>
    private static void RemoveOld(WriteContext c, ReadOnlySpan<byte> key)
    {
        if (c.Find(key).IsNone)
            return;
        c.Db.Remove(key);
        c.Modified(key, KeyEvent.Del);
        c.Effect("DEL"u8, key);
    }

    private void SetUse(WriteContext c, Entry entry)
    {
        if (c.Settings.UsesLfu && _options.Frequency >= 0)
            c.Db.Touch(entry, (uint)_options.Frequency);
        else if (!c.Settings.UsesLfu && _options.IdleSeconds >= 0)
            c.Db.Touch(entry, unchecked((uint)(c.NowMs / 1000 - _options.IdleSeconds)));
    }

    private void LogRestored(WriteContext c, ReadOnlySpan<byte> key, long atMs)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(atMs, digits, out var n);
        c.Effect("RESTORE"u8, key, digits[..n], _payload.Span, "ABSTTL"u8, "REPLACE"u8);
    }
}
