using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Tests.Keyspace;

/// <summary>The dumb twin of a database: a Dictionary of plain objects.</summary>
internal sealed class ModelDatabase
{
    public Dictionary<string, ModelValue> Keys { get; private set; } = [];

    public static string NameOf(ReadOnlySpan<byte> key) => Encoding.Latin1.GetString(key);

    public ModelValue? Find(byte[] key) => Keys.GetValueOrDefault(NameOf(key));

    public void SetString(byte[] key, byte[] value, long expireAtMs)
    {
        var isInteger = Encoding.Latin1.GetString(value) is var text && long.TryParse(text, out var n) && n.ToString() == text;
        Set(key, new ModelValue { Bytes = value, IsInteger = isInteger }, expireAtMs);
    }

    public void SetCollection(byte[] key, CollectionValue value, long expireAtMs) =>
        Set(key, new ModelValue { Bytes = [], Collection = value }, expireAtMs);

    public void Append(byte[] key, byte[] value)
    {
        if (Find(key) is not { } old)
            SetString(key, value, Expiry.None);
        else
            Set(key, new ModelValue { Bytes = [.. old.Bytes, .. value] }, Expiry.Keep);
    }

    public void WriteAt(byte[] key, int offset, byte[] value)
    {
        var bytes = Find(key)?.Bytes ?? [];
        if (bytes.Length < offset + value.Length)
            Array.Resize(ref bytes, offset + value.Length);
        bytes = [.. bytes];
        value.CopyTo(bytes, offset);
        Set(key, new ModelValue { Bytes = bytes }, Expiry.Keep);
    }

    public void Swap(ModelDatabase other) => (Keys, other.Keys) = (other.Keys, Keys);

    public void Set(byte[] key, ModelValue value, long expireAtMs)
    {
        if (expireAtMs == Expiry.Keep)
            expireAtMs = Find(key)?.ExpireAtMs ?? Expiry.None;
        Keys[NameOf(key)] = value with { Key = key, ExpireAtMs = expireAtMs };
    }
}

internal sealed record ModelValue
{
    public byte[] Key { get; init; } = [];

    public required byte[] Bytes { get; init; }

    public bool IsInteger { get; init; }

    public CollectionValue? Collection { get; init; }

    public long ExpireAtMs { get; set; }
}

/// <summary>A collection that is only itself.</summary>
internal sealed class FakeCollection(ValueKind kind, long bytes = 100) : CollectionValue
{
    public override ValueKind Kind => kind;

    public override string EncodingName => "fake";

    public override int Count => 1;

    public override long MemoryBytes => bytes;

    public override CollectionValue Clone() => new FakeCollection(kind, bytes);
}

/// <summary>Keys and values that hit the seams: hash tags, the empty key, long keys, binary, all value forms.</summary>
internal sealed class KeyspaceSamples(Random random, int keyCount)
{
    private readonly byte[][] _keys = [.. Enumerable.Range(0, keyCount).Select(i => MakeKey(random, i))];

    private static readonly string[] _nearIntegers =
    [
        "0", "-0", "+1", " 1", "1 ", "007", "1e3", "-", "--1", "12a", "",
        "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    ];

    public IReadOnlyList<byte[]> Keys => _keys;

    public byte[] Key() => _keys[random.Next(random.Next(4) == 0 ? keyCount : Math.Min(keyCount, 50))];

    public byte[] Value()
    {
        switch (random.Next(12))
        {
            case 0: return Encoding.Latin1.GetBytes(_nearIntegers[random.Next(_nearIntegers.Length)]);
            case < 4: return Encoding.Latin1.GetBytes(random.NextInt64(-1000, 100_000_000).ToString());
            case < 9: return Bytes(random.Next(80));
            case 9: return Bytes(random.Next(2000, 2100));
            case 10: return Bytes(random.Next(5000));
            default: return Bytes(random.Next(50) == 0 ? 1 << 20 : random.Next(300_000));
        }
    }

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] MakeKey(Random random, int i)
    {
        var binary = new byte[8];
        random.NextBytes(binary);
        return (i % 5) switch
        {
            _ when i == 0 => [],
            0 => Encoding.Latin1.GetBytes("{tag}" + i),
            1 => Encoding.Latin1.GetBytes("key:" + i),
            2 => Encoding.Latin1.GetBytes("{tag}" + i + new string('x', random.Next(200))),
            3 => [.. binary, (byte)i, (byte)(i >> 8), (byte)(i >> 16)],
            _ when i % 50 == 4 => Encoding.Latin1.GetBytes(i + new string('l', random.Next(3000, 6000))),
            _ => Encoding.Latin1.GetBytes("{other}" + i),
        };
    }
}
