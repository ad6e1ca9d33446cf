using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Chooses elements of a collection one after another: for HRANDFIELD and SRANDMEMBER, and for walks over all of them.
/// </summary>
internal abstract class Sample<TPlace>(IDrawable<TPlace> from)
    where TPlace : struct
{
    protected IDrawable<TPlace> From { get; } = from;

    /// <summary>
    /// A choice of so many elements: with repeats when the count is negative; else different ones, all when it asks for as
    /// many. Many of a collection, or any of a small one, are chosen in one walk; few of a large one by single tries.
    /// </summary>
    public static Sample<TPlace> Of(IDrawable<TPlace> from, long count)
    {
        if (count < 0)
            return new WithRepeats(from);
        if (count >= from.Count)
            return new Everything(from);
        return !from.IsTable || count * 3 > from.Count ? new InOneWalk(from, (int)count) : new SingleTries(from);
    }

    /// <summary>The next choice; not to be called more often than elements were asked for, or exist.</summary>
    public abstract TPlace Next(Random random);

    public sealed class Everything(IDrawable<TPlace> from) : Sample<TPlace>(from)
    {
        private TPlace _place;

        public override TPlace Next(Random random)
        {
            From.MoveNext(ref _place);
            return _place;
        }
    }

    private sealed class WithRepeats(IDrawable<TPlace> from) : Sample<TPlace>(from)
    {
        public override TPlace Next(Random random) => From.RandomPlace(random);
    }

    private sealed class SingleTries(IDrawable<TPlace> from) : Sample<TPlace>(from)
    {
        private readonly HashSet<TPlace> _chosen = [];

        public override TPlace Next(Random random)
        {
            var place = From.RandomPlace(random);
            while (!_chosen.Add(place))
                place = From.RandomPlace(random);
            return place;
        }
    }

    /// <summary>Selection sampling: each element is taken with the chance (still wanted) / (still to come).</summary>
    private sealed class InOneWalk(IDrawable<TPlace> from, int count) : Sample<TPlace>(from)
    {
        private TPlace _place;
        private int _wanted = count;
        private int _toCome = from.Count;

        public override TPlace Next(Random random)
        {
            do
            {
                From.MoveNext(ref _place);
            }
            while (random.Next(_toCome--) >= _wanted);
            _wanted--;
            return _place;
        }
    }
}
