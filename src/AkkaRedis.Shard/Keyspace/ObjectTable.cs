using System.Numerics;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Managed values by number, so that native blobs can refer to them. Grows and shrinks by pages of 1,024, which never move:
/// no pause however many there are. Beside each value is how many bytes of it are counted in the sums (its booked bytes).
/// </summary>
internal sealed class ObjectTable
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;

    /// <summary>A value's share of the table: its reference and its booked bytes.</summary>
    public const int BytesPerValue = 8 + sizeof(long);

    /// <summary>A page's own object and the headers of its three arrays.</summary>
    private const int PageOverheadBytes = 16 + 32 + 3 * 24;

    private readonly List<Page?> _pages = [];

    /// <summary>Numbers of pages that may have room.</summary>
    private readonly Stack<int> _withRoom = new();

    private int _livePages;

    public int Count { get; private set; }

    /// <summary>Bytes of the table itself, not of the values.</summary>
    public long MemoryBytes => (long)_livePages * (PageSize * BytesPerValue + PageSize / 8 + PageOverheadBytes);

    /// <summary>Sum of the booked bytes.</summary>
    public long ValueBytes { get; private set; }

    public CollectionValue this[int index] => _pages[index >> PageBits]!.Values[index & PageSize - 1]!;

    public int Add(CollectionValue value)
    {
        var number = FindPageWithRoom();
        var page = _pages[number]!;
        var slot = page.TakeFreeSlot();
        page.Values[slot] = value;
        ValueBytes += page.Booked[slot] = value.MemoryBytes;
        Count++;
        return number << PageBits | slot;
    }

    public CollectionValue Remove(int index)
    {
        var number = index >> PageBits;
        var page = _pages[number]!;
        var value = page.Values[index & PageSize - 1]!;
        ValueBytes -= page.Booked[index & PageSize - 1];
        page.Release(index & PageSize - 1);
        Count--;
        if (page.Used == 0)
        {
            _pages[number] = null;
            _livePages--;
        }

        if (page.Used == PageSize - 1 || page.Used == 0)
            ListOnce(number, page);
        return value;
    }

    /// <summary>The bytes counted for a value.</summary>
    public long BookedBytes(int index) => _pages[index >> PageBits]!.Booked[index & PageSize - 1];

    /// <summary>Counts a value's bytes anew; by how much they differ from those booked before.</summary>
    public long Rebook(int index)
    {
        var page = _pages[index >> PageBits]!;
        var slot = index & PageSize - 1;
        var bytes = page.Values[slot]!.MemoryBytes;
        var change = bytes - page.Booked[slot];
        page.Booked[slot] = bytes;
        ValueBytes += change;
        return change;
    }

    private int FindPageWithRoom()
    {
        while (_withRoom.TryPeek(out var number))
        {
            var page = _pages[number];
            if (page is null || page.Used < PageSize)
            {
                EnsurePage(number);
                return number;
            }

            page.Listed = false;
            _withRoom.Pop();
        }

        _pages.Add(null);
        _withRoom.Push(_pages.Count - 1);
        EnsurePage(_pages.Count - 1);
        return _pages.Count - 1;
    }

    private void EnsurePage(int number)
    {
        if (_pages[number] is not null)
            return;
        _pages[number] = new Page { Listed = true };
        _livePages++;
    }

    private void ListOnce(int number, Page page)
    {
        if (page.Listed)
            return;
        page.Listed = true;
        _withRoom.Push(number);
    }

    private sealed class Page
    {
        public readonly CollectionValue?[] Values = new CollectionValue?[PageSize];
        public readonly long[] Booked = new long[PageSize];
        private readonly ulong[] _used = new ulong[PageSize / 64];

        public int Used { get; private set; }

        /// <summary>Is the page among those with room? True too for a page that is dropped while listed.</summary>
        public bool Listed { get; set; }

        public int TakeFreeSlot()
        {
            var word = Array.FindIndex(_used, w => w != ulong.MaxValue);
            var bit = BitOperations.TrailingZeroCount(~_used[word]);
            _used[word] |= 1UL << bit;
            Used++;
            return word << 6 | bit;
        }

        public void Release(int slot)
        {
            Values[slot] = null;
            _used[slot >> 6] &= ~(1UL << (slot & 63));
            Used--;
        }
    }
}
