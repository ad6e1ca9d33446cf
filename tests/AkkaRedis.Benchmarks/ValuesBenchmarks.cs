using System.Text;
using AkkaRedis.Shard.Values;
using BenchmarkDotNet.Attributes;

namespace AkkaRedis.Benchmarks;

/// <summary>Hashes and lists, small in packed form and large in full form, met in random order.</summary>
[MemoryDiagnoser]
public class ValuesBenchmarks
{
    private const int Small = 10;
    private const int Large = 1_000_000;
    private const int Batch = 1 << 14;

    private static readonly HashLimits Limits = new(128, 64);
    private static readonly NodeLimit Node = new(-2);

    private readonly byte[][] _fields = [.. Enumerable.Range(0, Large).Select(i => Encoding.ASCII.GetBytes($"field:{i:D8}"))];
    private readonly int[] _order = new int[Batch];
    private readonly byte[] _value = Encoding.ASCII.GetBytes("value of 16 byte");
    private readonly HashValue _smallHash = new();
    private readonly HashValue _largeHash = new();
    private readonly ListValue _queue = new();

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Small; i++)
            _smallHash.Set(_fields[i], _value, Limits);
        foreach (var field in _fields)
            _largeHash.Set(field, _value, Limits);
        for (var i = 0; i < Large; i++)
            _queue.PushTail(_value, Node);
        var random = new Random(1);
        for (var i = 0; i < Batch; i++)
            _order[i] = random.Next(Large);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public int GetOfSmallHash() => Get(_smallHash, Small);

    [Benchmark(OperationsPerInvoke = Batch)]
    public int GetOfLargeHash() => Get(_largeHash, Large);

    [Benchmark(OperationsPerInvoke = Batch)]
    public void SetInSmallHash() => Set(_smallHash, Small);

    [Benchmark(OperationsPerInvoke = Batch)]
    public void SetInLargeHash() => Set(_largeHash, Large);

    [Benchmark(OperationsPerInvoke = Batch)]
    public void RemoveAndSetInLargeHash()
    {
        foreach (var i in _order)
        {
            _largeHash.Remove(_fields[i]);
            _largeHash.Set(_fields[i], _value, Limits);
        }
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public int GrowHash()
    {
        var hash = new HashValue();
        for (var i = 0; i < Batch; i++)
            hash.Set(_fields[i], _value, Limits);
        return hash.Count;
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void PushAndPopOfLongList()
    {
        for (var i = 0; i < Batch; i++)
        {
            _queue.PushTail(_value, Node);
            _queue.RemoveHead();
        }
    }

    [Benchmark(OperationsPerInvoke = Small)]
    public int MakeSmallHash()
    {
        var hash = new HashValue();
        for (var i = 0; i < Small; i++)
            hash.Set(_fields[i], _value, Limits);
        return hash.Count;
    }

    private int Get(HashValue hash, int count)
    {
        Span<byte> scratch = stackalloc byte[20];
        var found = 0;
        foreach (var i in _order)
            found += hash.TryGet(_fields[i % count], scratch, out var value) ? value.Length : 0;
        return found;
    }

    private void Set(HashValue hash, int count)
    {
        foreach (var i in _order)
            hash.Set(_fields[i % count], _value, Limits);
    }
}
