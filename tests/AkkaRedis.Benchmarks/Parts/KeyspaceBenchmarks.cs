using System.Text;
using AkkaRedis.Shard.Keyspace;
using BenchmarkDotNet.Attributes;

namespace AkkaRedis.Benchmarks.Parts;

/// <summary>
/// A million keys of 16 bytes with values of 32 bytes, a million counters, and a million keys with a time to live, met in
/// random order. Times are for one key.
/// </summary>
[MemoryDiagnoser]
public class KeyspaceBenchmarks
{
    private const int KeyCount = 1_000_000;
    private const int Batch = 1 << 16;

    private readonly byte[][] _order = new byte[Batch][];
    private readonly byte[] _value = Encoding.ASCII.GetBytes(new string('v', 32));
    private readonly KeyspaceStore _store = new(4);
    private Database _strings = null!;
    private Database _counters = null!;
    private Database _mortals = null!;
    private Database _growing = null!;

    [GlobalSetup]
    public void Fill()
    {
        (_strings, _counters, _mortals, _growing) = (_store[0], _store[1], _store[2], _store[3]);
        for (var i = 0; i < KeyCount; i++)
        {
            _strings.SetString(KeyOf(i), _value, Expiry.None);
            _counters.SetInteger(KeyOf(i), i, Expiry.None);
            _mortals.SetString(KeyOf(i), _value, ExpiryOf(i));
        }

        var random = new Random(1);
        for (var i = 0; i < Batch; i++)
            _order[i] = KeyOf(random.Next(KeyCount));
    }

    [GlobalCleanup]
    public void Drop() => _store.Dispose();

    [Benchmark(OperationsPerInvoke = Batch)]
    public int Get()
    {
        var found = 0;
        foreach (var key in _order)
            found += _strings.Find(key).StringLength;
        return found;
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Set()
    {
        foreach (var key in _order)
            _strings.SetString(key, _value, Expiry.None);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Increment()
    {
        foreach (var key in _order)
        {
            var entry = _counters.Find(key);
            entry.TryGetInteger(out var value);
            _counters.SetInteger(entry, value + 1);
        }
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void RemoveAndSet()
    {
        foreach (var key in _order)
        {
            _strings.Remove(key);
            _strings.SetString(key, _value, Expiry.None);
        }
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void SetWithExpiry()
    {
        for (var i = 0; i < Batch; i++)
            _mortals.SetString(_order[i], _value, ExpiryOf(i));
    }

    /// <summary>Keys that are new, with the steps of growth their table takes meanwhile, and their removal.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void GrowAndShrink()
    {
        foreach (var key in _order)
            _growing.SetString(key, _value, Expiry.None);
        foreach (var key in _order)
            _growing.Remove(key);
    }

    private static long ExpiryOf(int i) => 2_000_000_000_000 + i;

    private static byte[] KeyOf(int i) => Encoding.ASCII.GetBytes($"key:{i:D12}");
}
