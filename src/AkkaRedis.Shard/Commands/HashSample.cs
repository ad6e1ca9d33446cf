using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Chooses fields of a hash one after another, for HRANDFIELD and for walks over all of them.
/// </summary>
internal abstract class HashSample(HashView hash)
{
    protected HashView Hash { get; } = hash;

    /// <summary>
    /// A choice of so many fields: with repeats when the count is negative; else different ones, all when it asks for as
    /// many. Many of a hash, or any of a small one, are chosen in one walk; few of a large one by single tries.
    /// </summary>
    public static HashSample Of(HashView hash, long count)
    {
        if (count < 0)
            return new WithRepeats(hash);
        if (count >= hash.Count)
            return new Everything(hash);
        return !hash.IsTable || count * 3 > hash.Count ? new InOneWalk(hash, (int)count) : new SingleTries(hash);
    }

    /// <summary>The next choice; not to be called more often than fields were asked for, or exist.</summary>
    public abstract HashPlace Next(Random random);

    public sealed class Everything(HashView hash) : HashSample(hash)
    {
        private HashPlace _place;

        public override HashPlace Next(Random random)
        {
            Hash.MoveNext(ref _place);
            return _place;
        }
    }

    private sealed class WithRepeats(HashView hash) : HashSample(hash)
    {
        public override HashPlace Next(Random random) => Hash.RandomPlace(random);
    }

    private sealed class SingleTries(HashView hash) : HashSample(hash)
    {
        private readonly HashSet<HashPlace> _chosen = [];

        public override HashPlace Next(Random random)
        {
            var place = Hash.RandomPlace(random);
            while (!_chosen.Add(place))
                place = Hash.RandomPlace(random);
            return place;
        }
    }

    /// <summary>Selection sampling: each field is taken with the chance (still wanted) / (still to come).</summary>
    private sealed class InOneWalk(HashView hash, int count) : HashSample(hash)
    {
        private HashPlace _place;
        private int _wanted = count;
        private int _toCome = hash.Count;

        public override HashPlace Next(Random random)
        {
            do
            {
                Hash.MoveNext(ref _place);
            }
            while (random.Next(_toCome--) >= _wanted);
            _wanted--;
            return _place;
        }
    }
}
