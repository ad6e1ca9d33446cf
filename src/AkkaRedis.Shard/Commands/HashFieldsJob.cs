using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Writes the fields that a sample chooses, after the reply's header. The hash stays the same object, and its places stay
/// valid, as nobody writes the key meanwhile.
/// </summary>
internal sealed class HashFieldsJob(HashView hash, Sample<HashPlace> sample, int count, HashParts parts, bool isNested, byte[] key)
    : ISlicedJob
{
    private int _left = count;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0 && _left > 0; units--, _left--)
        {
            if (isNested)
                c.Reply.Array(2);
            c.Reply.Write(hash, sample.Next(c.Random), parts);
        }

        return _left == 0;
    }

    /// <summary>Writes at once what is little; suspends the command for more.</summary>
    public static void Run(ReadContext c, HashView hash, Sample<HashPlace> sample, int count, HashParts parts, bool isNested = false)
    {
        var isLong = count > c.Settings.SliceElements;
        var job = new HashFieldsJob(hash, sample, count, parts, isNested, isLong ? c.Args[1].ToArray() : []);
        if (isLong)
            c.Suspend(job);
        else
            job.Step(c, count);
    }
}
