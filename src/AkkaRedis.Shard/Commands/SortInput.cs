using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The elements of a value that SORT takes, one after the other. A kind of value becomes sortable by a class of its own and a
/// line in <see cref="Of"/>. It is not changed while it is read.
/// </summary>
internal abstract class SortInput
{
    public abstract int Count { get; }

    /// <summary>Does the order of the elements mean something? That of a set does not.</summary>
    public virtual bool HasOrder => true;

    /// <summary>Goes to the element of an index, counted from the end when elements are to come backwards.</summary>
    public abstract void Seek(int index, bool backwards);

    /// <summary>
    /// The element, from which it goes on to the next one; there is one. An integer's text is written into
    /// <paramref name="scratch"/> (20 bytes).
    /// </summary>
    public abstract ReadOnlySpan<byte> Next(Span<byte> scratch);

    /// <summary>Null for a kind of value that cannot be sorted.</summary>
    public static SortInput? Of(CollectionValue value) => value switch
    {
        ListView list => new ListInput(list),
        SetView set => new SetInput(set),
        SortedSetView set => new SortedSetInput(set),
        _ => null,
    };

    private sealed class ListInput(ListView list) : SortInput
    {
        private ListPlace _place;
        private bool _backwards;

        public override int Count => list.Count;

        public override void Seek(int index, bool backwards)
        {
            _backwards = backwards;
            _place = list.Seek(backwards ? list.Count - 1 - index : index);
        }

        public override ReadOnlySpan<byte> Next(Span<byte> scratch)
        {
            var element = list.Get(_place, scratch);
            _ = _backwards ? list.MovePrevious(ref _place) : list.MoveNext(ref _place);
            return element;
        }
    }

    private sealed class SetInput(SetView set) : SortInput
    {
        private SetPlace _place;

        public override int Count => set.Count;

        public override bool HasOrder => false;

        public override void Seek(int index, bool backwards)
        {
            _place = default;
            for (var i = 0; i < index; i++)
                set.MoveNext(ref _place);
        }

        public override ReadOnlySpan<byte> Next(Span<byte> scratch)
        {
            set.MoveNext(ref _place);
            return set.MemberAt(_place, scratch);
        }
    }

    private sealed class SortedSetInput(SortedSetView set) : SortInput
    {
        private SortedPlace _place;
        private bool _backwards;
        private bool _isPast;

        public override int Count => set.Count;

        public override void Seek(int index, bool backwards)
        {
            _backwards = backwards;
            _place = set.PlaceAt(backwards ? set.Count - 1 - index : index);
            _isPast = false;
        }

        public override ReadOnlySpan<byte> Next(Span<byte> scratch)
        {
            if (_isPast)
                _ = _backwards ? set.MovePrevious(ref _place) : set.MoveNext(ref _place);
            _isPast = true;
            return set.MemberAt(_place, scratch);
        }
    }
}
