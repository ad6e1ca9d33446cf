using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// A map ordered by <see cref="StreamId"/>: the chunks of a stream, the pending entries of a group or consumer. A row of pages,
/// each a sorted array of at most 128 ids and one of their values. Finding is two binary searches; a change moves one page's
/// content, and references to pages where one is added or dropped: 8 bytes for a hundred ids, so no pause with millions. Ids that
/// come in order fill pages to the brim. Counts its bytes, in <see cref="Bytes"/> and for its owner.
/// </summary>
internal sealed class StreamIndex<TValue>
{
    private const int MaxPageIds = 128;
    private const int MinRoom = 4;
    private const int ArrayBytes = 24;
    private const int PageBytes = HeapBytes.Object + 3 * 8;
    private const int OwnBytes = HeapBytes.Object + 2 * 8 + 2 * 4 + 8;

    private readonly HeapTally _tally;
    private Page[] _pages = new Page[1];
    private int _pageCount;

    public StreamIndex(HeapTally tally)
    {
        _tally = tally;
        CountBytes(OwnBytes + HeapBytes.OfReferences(1));
    }

    public int Count { get; private set; }

    /// <summary>Bytes of the map, what its values refer to left out.</summary>
    public long Bytes { get; private set; }

    public bool IsEmpty => Count == 0;

    public IndexPlace First => default;

    public IndexPlace Last => _pageCount == 0 ? default : new IndexPlace(_pageCount - 1, _pages[_pageCount - 1].Count - 1);

    /// <summary>Is this the place after the last id?</summary>
    public bool IsEnd(IndexPlace place) => place.Page >= _pageCount;

    public StreamId IdAt(IndexPlace place) => _pages[place.Page].Ids[place.At];

    public ref TValue ValueAt(IndexPlace place) => ref _pages[place.Page].Values[place.At];

    public IndexPlace Next(IndexPlace place) =>
        place.At + 1 < _pages[place.Page].Count ? place with { At = place.At + 1 } : new IndexPlace(place.Page + 1, 0);

    /// <summary>Steps back; false at the first id.</summary>
    public bool MovePrevious(ref IndexPlace place)
    {
        if (place.At == 0 && place.Page == 0)
            return false;
        place = place.At > 0 ? place with { At = place.At - 1 } : new IndexPlace(place.Page - 1, _pages[place.Page - 1].Count - 1);
        return true;
    }

    /// <summary>The place of the first id that is not smaller; the end when there is none.</summary>
    public IndexPlace Ceiling(StreamId id)
    {
        if (_pageCount == 0)
            return default;
        var number = PageFor(id);
        var at = _pages[number].LowerBound(id);
        return at < _pages[number].Count ? new IndexPlace(number, at) : new IndexPlace(number + 1, 0);
    }

    /// <summary>The place of the last id that is not greater; false when there is none.</summary>
    public bool TryFloor(StreamId id, out IndexPlace place)
    {
        place = Ceiling(id);
        return (!IsEnd(place) && IdAt(place) == id) || (Count > 0 && MovePrevious(ref place));
    }

    public bool TryFind(StreamId id, out IndexPlace place)
    {
        place = Ceiling(id);
        return !IsEnd(place) && IdAt(place) == id;
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(StreamId id, TValue value)
    {
        if (_pageCount == 0)
            InsertPage(0, MinRoom);
        var number = PageFor(id);
        if (_pages[number].Count == MaxPageIds)
            number = MakeRoom(number, id);
        var page = _pages[number];
        if (page.Count == page.Ids.Length)
            Resize(page, Math.Min(2 * page.Count, MaxPageIds));
        page.Insert(page.LowerBound(id), id, value);
        Count++;
    }

    /// <summary>Takes an id out; places are invalid then.</summary>
    public void RemoveAt(IndexPlace place)
    {
        var page = _pages[place.Page];
        page.Remove(place.At);
        Count--;
        if (page.Count == 0)
            DropPage(place.Page);
        else if (4 * page.Count <= page.Ids.Length && page.Ids.Length > MinRoom)
            Shrink(place.Page);
    }

    public bool Remove(StreamId id)
    {
        if (!TryFind(id, out var place))
            return false;
        RemoveAt(place);
        return true;
    }

    /// <summary>Takes out all ids before a place that is not the end; places are invalid then.</summary>
    public void RemoveBefore(IndexPlace place)
    {
        var removed = place.At;
        for (var i = 0; i < place.Page; i++)
        {
            removed += _pages[i].Count;
            CountBytes(-BytesOf(_pages[i]));
        }

        _pageCount -= place.Page;
        Array.Copy(_pages, place.Page, _pages, 0, _pageCount);
        Array.Clear(_pages, _pageCount, place.Page);
        _pages[0].RemoveFirst(place.At);
        Count -= removed;
        FitPages();
        if (4 * _pages[0].Count <= _pages[0].Ids.Length && _pages[0].Ids.Length > MinRoom)
            Shrink(0);
    }

    /// <summary>Ids from a place on.</summary>
    public int CountFrom(IndexPlace place)
    {
        if (place == First)
            return Count;
        if (IsEnd(place))
            return 0;
        var found = -place.At;
        for (var i = place.Page; i < _pageCount; i++)
            found += _pages[i].Count;
        return found;
    }

    /// <summary>Adds all of another map, whose ids are greater, which nobody counted, and which is used up by that.</summary>
    public void Append(StreamIndex<TValue> other)
    {
        for (var i = 0; i < other._pageCount; i++)
        {
            MakeRoomForPage();
            _pages[_pageCount++] = other._pages[i];
            CountBytes(BytesOf(other._pages[i]));
        }

        Count += other.Count;
    }

    /// <summary>The map is no longer its owner's.</summary>
    public void Leave() => _tally.Bytes -= Bytes;

    private static long BytesOf(Page page) =>
        PageBytes + ArrayBytes + 16L * page.Ids.Length + ArrayBytes + ((long)Unsafe.SizeOf<TValue>() * page.Ids.Length + 7 & ~7L);

    /// <summary>The last page that starts with an id not greater, else the first.</summary>
    private int PageFor(StreamId id)
    {
        int low = 0, high = _pageCount - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (_pages[middle].Ids[0] <= id)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>Splits a full page, or opens a new one behind it for what comes in order; the number of the page with room.</summary>
    private int MakeRoom(int number, StreamId id)
    {
        var page = _pages[number];
        if (number == _pageCount - 1 && page.Ids[page.Count - 1] < id)
        {
            InsertPage(number + 1, MaxPageIds);
            return number + 1;
        }

        InsertPage(number + 1, MaxPageIds);
        page.MoveTail(_pages[number + 1], MaxPageIds / 2);
        return _pages[number + 1].Ids[0] <= id ? number + 1 : number;
    }

    private void InsertPage(int number, int room)
    {
        MakeRoomForPage();
        Array.Copy(_pages, number, _pages, number + 1, _pageCount - number);
        _pages[number] = new Page(room);
        _pageCount++;
        CountBytes(BytesOf(_pages[number]));
    }

    private void MakeRoomForPage()
    {
        if (_pageCount < _pages.Length)
            return;
        CountBytes(HeapBytes.OfReferences(2 * _pageCount) - HeapBytes.OfReferences(_pageCount));
        Array.Resize(ref _pages, 2 * _pageCount);
    }

    private void DropPage(int number)
    {
        CountBytes(-BytesOf(_pages[number]));
        _pageCount--;
        Array.Copy(_pages, number + 1, _pages, number, _pageCount - number);
        _pages[_pageCount] = null!;
        FitPages();
    }

    /// <summary>Gives back room for pages when three quarters of it are not needed.</summary>
    private void FitPages()
    {
        if (4 * _pageCount > _pages.Length || _pages.Length == 1)
            return;
        var room = Math.Max(1, 2 * _pageCount);
        CountBytes(HeapBytes.OfReferences(room) - HeapBytes.OfReferences(_pages.Length));
        Array.Resize(ref _pages, room);
    }

    /// <summary>Joins a page that became small with the one before it, or gives back its room.</summary>
    private void Shrink(int number)
    {
        var page = _pages[number];
        if (number > 0 && _pages[number - 1] is var before && before.Count + page.Count <= before.Ids.Length)
        {
            page.MoveAll(before);
            DropPage(number);
            return;
        }

        Resize(page, Math.Max(MinRoom, page.Ids.Length / 2));
    }

    private void Resize(Page page, int room)
    {
        var old = BytesOf(page);
        page.Resize(room);
        CountBytes(BytesOf(page) - old);
    }

    private void CountBytes(long change)
    {
        Bytes += change;
        _tally.Bytes += change;
    }

    private sealed class Page(int room)
    {
        public StreamId[] Ids = new StreamId[room];
        public TValue[] Values = new TValue[room];
        public int Count;

        /// <summary>Index of the first id that is not smaller.</summary>
        public int LowerBound(StreamId id)
        {
            int low = 0, high = Count;
            if (high > 0 && Ids[high - 1] < id)
                return high;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (Ids[middle] < id)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }

        public void Insert(int at, StreamId id, TValue value)
        {
            Array.Copy(Ids, at, Ids, at + 1, Count - at);
            Array.Copy(Values, at, Values, at + 1, Count - at);
            (Ids[at], Values[at]) = (id, value);
            Count++;
        }

        public void Remove(int at)
        {
            Count--;
            Array.Copy(Ids, at + 1, Ids, at, Count - at);
            Array.Copy(Values, at + 1, Values, at, Count - at);
            Values[Count] = default!;
        }

        public void RemoveFirst(int removed)
        {
            Count -= removed;
            Array.Copy(Ids, removed, Ids, 0, Count);
            Array.Copy(Values, removed, Values, 0, Count);
            Array.Clear(Values, Count, removed);
        }

        public void MoveTail(Page to, int from)
        {
            var moved = Count - from;
            Array.Copy(Ids, from, to.Ids, to.Count, moved);
            Array.Copy(Values, from, to.Values, to.Count, moved);
            Array.Clear(Values, from, moved);
            to.Count += moved;
            Count = from;
        }

        public void MoveAll(Page to) => MoveTail(to, 0);

        public void Resize(int room)
        {
            Array.Resize(ref Ids, room);
            Array.Resize(ref Values, room);
        }
    }
}

/// <summary>A place in a <see cref="StreamIndex{TValue}"/>; valid until its next change.</summary>
internal readonly record struct IndexPlace(int Page, int At);

/// <summary>The value of an id that is only in a set.</summary>
internal readonly struct NoValue;

/// <summary>Bytes on the heap that the parts of one value sum up in one place.</summary>
internal sealed class HeapTally
{
    public const int OwnBytes = HeapBytes.Object + 8;

    public long Bytes;
}
