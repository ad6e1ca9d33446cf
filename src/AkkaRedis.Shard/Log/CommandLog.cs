using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Log;

public sealed class CommandLog
{
    public long EndOffset { get; private set; }

    public void Append(int db, in Args args)
    {
    }

    public void Append(int db, params ReadOnlySpan<byte[]> args)
    {
    }

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
    }

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
    }

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d)
    {
    }

    public void Append(int db, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d,
        ReadOnlySpan<byte> e)
    {
    }
}
