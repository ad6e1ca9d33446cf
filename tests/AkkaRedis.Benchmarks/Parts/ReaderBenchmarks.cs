using AkkaRedis.Protocol.Resp;
using BenchmarkDotNet.Attributes;

namespace AkkaRedis.Benchmarks.Parts;

/// <summary>Requests of a pipeline received at once, to a batch of commands. Times are for the whole pipeline.</summary>
[MemoryDiagnoser]
public class ReaderBenchmarks
{
    private readonly RespReader _reader = new();
    private byte[] _get = [];
    private byte[] _set = [];

    [Params(1, 16, 64)]
    public int Pipeline { get; set; }

    [GlobalSetup]
    public void Prepare() => (_get, _set) = (Requests.Get(Pipeline), Requests.Set(Pipeline));

    [GlobalCleanup]
    public void Drop() => _reader.Dispose();

    [Benchmark]
    public int Get() => Read(_get);

    [Benchmark]
    public int Set() => Read(_set);

    private int Read(ReadOnlySpan<byte> bytes)
    {
        var commands = 0;
        while (!bytes.IsEmpty)
        {
            var space = _reader.Space.Span;
            var received = Math.Min(space.Length, bytes.Length);
            bytes[..received].CopyTo(space);
            _reader.Advance(received);
            bytes = bytes[received..];
            if (_reader.TakeBatch() is not { } batch)
                continue;
            commands += batch.Count;
            batch.Release();
        }

        return commands;
    }
}
