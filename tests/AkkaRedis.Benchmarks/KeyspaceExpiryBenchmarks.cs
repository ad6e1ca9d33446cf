using System.Text;
using AkkaRedis.Shard.Keyspace;
using BenchmarkDotNet.Attributes;

namespace AkkaRedis.Benchmarks;

/// <summary>Expiry times set, put off, and met: a million keys that have one, in random order.</summary>
[MemoryDiagnoser]
public class KeyspaceExpiryBenchmarks
{
    private const int KeyCount = 1_000_000;
    private const int Batch = 1 << 16;
    private const long BeginMs = 1_700_000_000_000;
    private const long LaterMs = BeginMs + 100_000_000;

    private readonly byte[][] _order = new byte[Batch][];
    private readonly byte[] _value = Encoding.ASCII.GetBytes(new string('v', 32));
    private readonly KeyspaceStore _store = new(2);
    private long _nowMs = BeginMs;

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        for (var i = 0; i < KeyCount; i++)
            _store[0].SetString(KeyOf(i), _value, LaterMs + random.Next(10_000_000));
        for (var i = 0; i < Batch; i++)
            _order[i] = KeyOf(random.Next(KeyCount));
    }

    [GlobalCleanup]
    public void Drop() => _store.Dispose();

    [Benchmark(OperationsPerInvoke = Batch)]
    public void SetWithTheSameExpiry()
    {
        foreach (var key in _order)
            _store[0].SetString(key, _value, LaterMs);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void PutExpiryOff()
    {
        _nowMs++;
        foreach (var key in _order)
            _store[0].SetExpiry(_store[0].Find(key), LaterMs + _nowMs - BeginMs);
    }

    /// <summary>Keys are made with a time that comes in the next moment, and found and removed when it has come.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public int SetAndExpire()
    {
        var removed = 0;
        foreach (var key in _order)
            _store[1].SetString(key, _value, _nowMs + 1);
        _nowMs += 2;
        for (Entry due; !(due = _store[1].NextExpired(_nowMs)).IsNone; removed++)
            _store[1].Remove(due.Key);
        return removed;
    }

    private static byte[] KeyOf(int i) => Encoding.ASCII.GetBytes($"key:{i:D12}");
}
