using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// Reads the keys of an RDB file one after another, holding one value at a time:
/// <c>"REDIS" version | (opcode … | type key value)* | FF | u64 CRC-64</c>. Fields about the server and hints of sizes are passed
/// over. A file that is not right has a <see cref="Fault"/> in the end; whether it is
/// is only known then, so whoever must not load half a file reads it twice.
/// Source: the files of redis-server up to 7.0.
/// </summary>
public sealed class RdbFileReader
{
    private const int MaxVersion = DumpPayload.Version;
    private const int FirstVersionWithChecksum = 5;

    private readonly RdbInput _input;
    private readonly RdbTextReader _text;
    private readonly List<byte[]> _functions = [];
    private readonly RdbLimits _limits;
    private readonly int _databases;
    private byte[] _key = new byte[64];
    private int _version;
    private int _db;
    private long _expireAtMs = Expiry.None;
    private long _recordOffset;
    private bool _isAtEnd;

    /// <param name="stream">Read from where it is.</param>
    /// <param name="bytes">How many bytes it has from there on.</param>
    /// <param name="limits">For the values that are made.</param>
    /// <param name="databases">How many there are to load into.</param>
    public RdbFileReader(Stream stream, long bytes, RdbLimits limits, int databases)
    {
        _input = new RdbInput(stream, bytes);
        _text = new RdbTextReader(_input);
        (_limits, _databases) = (limits, databases);
    }

    /// <summary>What is wrong with the file, and where; null while nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Sources of the libraries of functions met so far; redis-server writes them before the keys.</summary>
    public IReadOnlyList<byte[]> Functions => _functions;

    /// <summary>The next key, whose bytes are valid until the one after it; null at the end, or when the file has a fault.</summary>
    public RdbKey? Next()
    {
        if (_version == 0 && !TryHeader())
            return null;
        while (Fault is null && !_isAtEnd)
        {
            _recordOffset = _input.Offset;
            if (!_input.TryByte(out var opcode))
                Fail("the file ends without its end mark");
            else if (opcode >= RdbOpcode.Function)
                ReadOpcode(opcode);
            else if (ReadKey(opcode) is { } key)
                return key;
        }

        return null;
    }

    private bool TryHeader()
    {
        if (!_input.TryTake(9, out var head) || !head.Span.StartsWith("REDIS"u8)
            || !int.TryParse(head.Span[5..], NumberStyles.None, CultureInfo.InvariantCulture, out _version) || _version == 0)
            return Fail("not an RDB file");
        return _version <= MaxVersion || Fail($"RDB version {_version} is newer than {MaxVersion}, the newest that is known");
    }

    private void ReadOpcode(byte opcode)
    {
        var isRead = opcode switch
        {
            RdbOpcode.SelectDb => TrySelect(),
            RdbOpcode.ExpireMs => TryExpiry(sizeof(long)),
            RdbOpcode.ExpireSeconds => TryExpiry(sizeof(int)),
            RdbOpcode.Sizes => TryLengths(2),
            RdbOpcode.Idle => TryLengths(1),
            RdbOpcode.Frequency => _input.TryByte(out _),
            RdbOpcode.Auxiliary => TryText() && TryText(),
            RdbOpcode.Function => TryFunction(),
            RdbOpcode.FunctionOfPreview => Fail("functions as a preview of Redis 7.0 wrote them"),
            RdbOpcode.ModuleData => Fail("data of a module, which cannot be read"),
            _ => TryEnd(),
        };
        if (!isRead)
            Fail("a record that is cut off or malformed");
    }

    private bool TrySelect()
    {
        if (!_input.TryLength(out var db, out var isSpecial) || isSpecial)
            return false;
        if (db >= (ulong)_databases)
            return Fail($"database {db}, and there are {_databases}");
        _db = (int)db;
        return true;
    }

    private bool TryExpiry(int bytes)
    {
        if (!_input.TryTake(bytes, out var time))
            return false;
        _expireAtMs = bytes == sizeof(long)
            ? BinaryPrimitives.ReadInt64LittleEndian(time.Span)
            : BinaryPrimitives.ReadInt32LittleEndian(time.Span) * 1000L;
        _expireAtMs = Math.Max(_expireAtMs, 0);
        return true;
    }

    private bool TryLengths(int count)
    {
        for (; count > 0; count--)
        {
            if (!_input.TryLength(out _, out var isSpecial) || isSpecial)
                return false;
        }

        return true;
    }

    private bool TryText()
    {
        RdbRead read;
        do
        {
            var units = int.MaxValue;
            read = _text.Read(ref units);
        }
        while (read == RdbRead.Pending);
        return read == RdbRead.Text;
    }

    private bool TryFunction()
    {
        if (!TryText())
            return false;
        _functions.Add(_text.Text.ToArray());
        return true;
    }

    private bool TryEnd()
    {
        _isAtEnd = true;
        if (_version >= FirstVersionWithChecksum)
        {
            var expected = _input.Checksum();
            if (!_input.TryTake(sizeof(ulong), out var sum))
                return false;
            var told = BinaryPrimitives.ReadUInt64LittleEndian(sum.Span);
            if (told != 0 && told != expected)
                return Fail("the checksum is wrong");
        }

        return _input.Left == 0 || Fail($"{_input.Left} more bytes after the end mark");
    }

    /// <summary>Null when the file has a fault, or the key no value.</summary>
    private RdbKey? ReadKey(byte type)
    {
        var expireAtMs = _expireAtMs;
        _expireAtMs = Expiry.None;
        if (!TryText())
        {
            Fail("a key that is cut off or malformed");
            return null;
        }

        var key = Keep(_text.Text.Span);
        if (type == RdbValueWriter.TypeOfString)
            return TryText() ? new RdbKey(_db, key, expireAtMs, _text.Text, null) : FailValue(key);
        var value = new RdbValueReader(_input, type, _limits);
        while (value.Step(int.MaxValue) == RdbValueState.Reading)
        {
        }

        if (value.State == RdbValueState.Complete)
            return new RdbKey(_db, key, expireAtMs, default, value.Collection);
        if (value.State == RdbValueState.Unknown)
            Fail($"a value of type {type}, which is not known, of key '{Encoding.Latin1.GetString(key.Span)}'");
        return value.State == RdbValueState.Corrupt ? FailValue(key) : null;
    }

    /// <summary>The reading of the value may move the bytes of the key.</summary>
    private ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> key)
    {
        if (key.Length > _key.Length)
            _key = new byte[Math.Max(key.Length, 2 * _key.Length)];
        key.CopyTo(_key);
        return _key.AsMemory(0, key.Length);
    }

    private RdbKey? FailValue(ReadOnlyMemory<byte> key)
    {
        Fail($"a value that is cut off or malformed, of key '{Encoding.Latin1.GetString(key.Span)}'");
        return null;
    }

    /// <summary>Says what is wrong with the record begun last; the first fault counts. False.</summary>
    private bool Fail(string what)
    {
        Fault ??= string.Create(CultureInfo.InvariantCulture, $"{what} (record at byte {_recordOffset}, read up to {_input.Offset})");
        return false;
    }
}
