using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// A sequence of byte strings in one array: what a small hash and a node of a list are made of. The array starts with three
/// numbers (where the elements start, where they end, how many they are), so that the struct is just a reference; the
/// default value is the empty list. Elements (see <see cref="PackedElement"/>) lie without gaps between start and end; free
/// room is before and after them, so that adding at either end moves nothing while there is room on that side.
/// <para>A place is an offset into the array; it is valid until the next change, and each change returns the new one.</para>
/// The array grows by a sixteenth, all of it on the side that asked: little is wasted, and copying stays amortized O(1). An array
/// that is left goes to <see cref="PackedArrays"/>, so a list has its array to itself: a struct copied from another must not be
/// used after either was changed, nor a text read from it.
/// </summary>
internal struct PackedList
{
    /// <summary>Bytes of the array that are not elements.</summary>
    public const int HeaderBytes = 12;

    private const int EndAt = 4;
    private const int CountAt = 8;
    private const int MinSpareBytes = 8;

    private byte[]? _bytes;

    private PackedList(byte[] bytes) => _bytes = bytes;

    /// <summary>The list that is in an array, for owners that hold the array alone; null is the empty list.</summary>
    public static PackedList Of(byte[]? array) => array is null ? default : new PackedList(array);

    /// <summary>The array, to be held in the list's place until its next change.</summary>
    public readonly byte[]? Array => _bytes;

    /// <summary>Is there no array at all?</summary>
    public readonly bool IsNone => _bytes is null;

    public readonly bool IsEmpty => Count == 0;

    public readonly int Count => _bytes is null ? 0 : ReadInt(CountAt);

    /// <summary>Place of the first element; equal to <see cref="End"/> when there is none.</summary>
    public readonly int First => _bytes is null ? 0 : ReadInt(0);

    /// <summary>Place after the last element.</summary>
    public readonly int End => _bytes is null ? 0 : ReadInt(EndAt);

    /// <summary>Bytes of all elements.</summary>
    public readonly int ElementBytes => End - First;

    /// <summary>Bytes of elements that the array has room for.</summary>
    public readonly int Capacity => _bytes is null ? 0 : _bytes.Length - HeaderBytes;

    /// <summary>Bytes of the array on the heap.</summary>
    public readonly long HeapBytes => Values.HeapBytes.OfArray(_bytes);

    /// <summary>An empty list with room for so many bytes of elements, kept before (for adding in front) or after.</summary>
    public static PackedList WithRoom(int elementBytes, bool atFront = false)
    {
        var list = new PackedList(NewArray(elementBytes));
        list.Clear(atFront);
        return list;
    }

    public readonly PackedList Clone() => _bytes is null ? default : CopyOf(First, End, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Next(int at) => at + PackedElement.BytesAt(_bytes, at);

    public readonly int Previous(int at) => at - PackedElement.BytesBefore(_bytes, at);

    /// <summary>The place of an element by index (0 to count - 1), walked to from the nearer end.</summary>
    public readonly int Seek(int index)
    {
        if (index <= Count / 2)
        {
            var at = First;
            for (var i = 0; i < index; i++)
                at = Next(at);
            return at;
        }

        var from = End;
        for (var i = Count; i > index; i--)
            from = Previous(from);
        return from;
    }

    /// <summary>The bytes of an element; an integer's text is written into <paramref name="scratch"/>.</summary>
    public readonly ReadOnlySpan<byte> Get(int at, Span<byte> scratch) => PackedElement.TextAt(_bytes, at, scratch);

    public readonly int LengthOf(int at) => PackedElement.TextLengthAt(_bytes, at);

    public readonly bool TryGetInteger(int at, out long integer) => PackedElement.TryIntegerAt(_bytes, at, out integer);

    public readonly bool TryGetHandle(int at, out int handle) => PackedElement.TryHandleAt(_bytes, at, out handle);

    public readonly bool EqualsAt(int at, in PackedElement element) => element.Equals(_bytes, at);

    /// <summary>
    /// The place of the first equal element among every <paramref name="stride"/>-th from the start on; -1 when there is none.
    /// </summary>
    public readonly int Find(in PackedElement element, int stride = 1)
    {
        ReadOnlySpan<byte> bytes = _bytes;
        var end = End;
        for (var at = First; at < end;)
        {
            if (element.Equals(bytes, at))
                return at;
            for (var i = 0; i < stride && at < end; i++)
                at += PackedElement.BytesAt(bytes, at);
        }

        return -1;
    }

    /// <summary>
    /// Inserts before the element at <paramref name="at"/>, or at the end. A growing array stays within
    /// <paramref name="maxElementBytes"/> while that does. Returns the place of the new element.
    /// </summary>
    public int Insert(int at, in PackedElement element, int maxElementBytes = int.MaxValue)
    {
        var bytes = element.Bytes;
        at = OpenGap(at, bytes, maxElementBytes);
        element.WriteTo(_bytes.AsSpan(at, bytes));
        WriteInt(CountAt, Count + 1);
        return at;
    }

    /// <summary>
    /// Sees to room for so many bytes at the end, by moving the elements when it is before them; when the array must be replaced for
    /// that, the new one has spare room too.
    /// </summary>
    public void Reserve(int bytes, int spareBytes)
    {
        if (_bytes is not null && _bytes.Length - End >= bytes)
            return;
        if (Capacity - ElementBytes >= bytes)
        {
            var used = ElementBytes;
            _bytes.AsSpan(First, used).CopyTo(_bytes.AsSpan(HeaderBytes));
            Bound(HeaderBytes, HeaderBytes + used);
            return;
        }

        var bigger = WithRoom((int)Math.Min((long)ElementBytes + bytes + spareBytes, System.Array.MaxLength));
        bigger.Append(this);
        Become(bigger);
    }

    /// <summary>Adds at the end.</summary>
    public int Add(in PackedElement element, int maxElementBytes = int.MaxValue) => Insert(End, element, maxElementBytes);

    /// <summary>Puts another element in the place of one; returns its place.</summary>
    public int Replace(int at, in PackedElement element)
    {
        var bytes = element.Bytes;
        var old = PackedElement.BytesAt(_bytes, at);
        if (bytes > old)
            at = OpenGap(at, bytes - old, int.MaxValue);
        else if (bytes < old)
            at = CloseGap(at, old - bytes);
        element.WriteTo(_bytes.AsSpan(at, bytes));
        return at;
    }

    /// <summary>Removes so many elements from a place on; returns the place of what came after them.</summary>
    public int Remove(int at, int elements = 1)
    {
        var to = at;
        for (var i = 0; i < elements; i++)
            to = Next(to);
        WriteInt(CountAt, Count - elements);
        return CloseGap(at, to - at);
    }

    /// <summary>Removes up to <paramref name="max"/> equal elements, after passing over the first <paramref name="skip"/>.</summary>
    public int RemoveEqual(in PackedElement element, int skip, int max)
    {
        var first = Find(element);
        if (first < 0)
            return 0;
        var bytes = _bytes.AsSpan();
        var end = End;
        int removed = 0, kept = first;
        for (var at = first; at < end;)
        {
            var size = PackedElement.BytesAt(bytes, at);
            if (removed < max && element.Equals(bytes, at) && skip-- <= 0)
            {
                removed++;
            }
            else
            {
                if (kept != at)
                    bytes.Slice(at, size).CopyTo(bytes[kept..]);
                kept += size;
            }

            at += size;
        }

        WriteInt(CountAt, Count - removed);
        WriteInt(EndAt, kept);
        return removed;
    }

    /// <summary>Equal elements in the list.</summary>
    public readonly int CountEqual(in PackedElement element)
    {
        ReadOnlySpan<byte> bytes = _bytes;
        var end = End;
        var found = 0;
        for (var at = First; at < end; at += PackedElement.BytesAt(bytes, at))
            found += element.Equals(bytes, at) ? 1 : 0;
        return found;
    }

    /// <summary>Keeps the elements before a place and returns the others.</summary>
    public PackedList SplitAt(int at)
    {
        if (_bytes is null)
            return default;
        var index = 0;
        for (var before = First; before < at; before = Next(before))
            index++;
        var tail = CopyOf(at, End, Count - index);
        WriteInt(EndAt, at);
        WriteInt(CountAt, index);
        return tail;
    }

    /// <summary>Adds all elements of another list at the end.</summary>
    public void Append(in PackedList other) => Append(other, other.First, other.End, other.Count);

    /// <summary>Adds the elements of another list that lie between two places of it, of which there are so many.</summary>
    public void Append(in PackedList other, int from, int to, int elements)
    {
        if (elements == 0)
            return;
        var at = OpenGap(End, to - from, int.MaxValue);
        other._bytes.AsSpan(from, to - from).CopyTo(_bytes.AsSpan(at));
        WriteInt(CountAt, Count + elements);
    }

    /// <summary>Gives back free room when it is more than so many hundredths of the array.</summary>
    public void Trim(int maxFreePercent)
    {
        if (_bytes is null)
            return;
        var free = _bytes.Length - HeaderBytes - ElementBytes;
        if (free > MinSpareBytes && free * 100L > (long)_bytes.Length * maxFreePercent)
            Become(CopyOf(First, End, Count));
    }

    /// <summary>Forgets all elements and keeps the array.</summary>
    public void Clear(bool roomAtFront)
    {
        if (_bytes is null)
            return;
        WriteInt(CountAt, 0);
        var at = roomAtFront ? _bytes.Length : HeaderBytes;
        Bound(at, at);
    }

    /// <summary>Takes another list's array in place of its own, which nothing refers to any more.</summary>
    public void Become(in PackedList other)
    {
        PackedArrays.GiveBack(_bytes);
        _bytes = other._bytes;
    }

    private readonly PackedList CopyOf(int first, int end, int count)
    {
        var copy = WithRoom(end - first);
        _bytes.AsSpan(first, end - first).CopyTo(copy._bytes.AsSpan(HeaderBytes));
        copy.WriteInt(EndAt, HeaderBytes + end - first);
        copy.WriteInt(CountAt, count);
        return copy;
    }

    /// <summary>Makes room for so many bytes at a place by moving what is on the shorter side, and returns where the room is.</summary>
    private int OpenGap(int at, int bytes, int maxElementBytes)
    {
        if (_bytes is null)
            this = WithRoom(bytes);
        int first = First, end = End;
        if (at == 0)
            at = first;
        int roomBefore = first - HeaderBytes, roomAfter = _bytes!.Length - end;
        var isNearFront = first == end ? roomBefore > roomAfter : at - first < end - at;
        if (isNearFront && roomBefore >= bytes)
        {
            _bytes.AsSpan(first, at - first).CopyTo(_bytes.AsSpan(first - bytes));
            Bound(first - bytes, end);
            return at - bytes;
        }

        if (!isNearFront && roomAfter >= bytes)
        {
            _bytes.AsSpan(at, end - at).CopyTo(_bytes.AsSpan(at + bytes));
            Bound(first, end + bytes);
            return at;
        }

        return Relocate(at, bytes, isNearFront, maxElementBytes);
    }

    private int CloseGap(int at, int bytes)
    {
        int first = First, end = End;
        if (at - first < end - at - bytes)
        {
            _bytes.AsSpan(first, at - first).CopyTo(_bytes.AsSpan(first + bytes));
            Bound(first + bytes, end);
            return at + bytes;
        }

        _bytes.AsSpan(at + bytes, end - at - bytes).CopyTo(_bytes.AsSpan(at));
        Bound(first, end - bytes);
        return at;
    }

    /// <summary>
    /// That side lacks the room: lays the elements out anew with all free room on the side that asked, in the same array when
    /// enough is free to pay for the copying, else in a bigger one.
    /// </summary>
    private int Relocate(int at, int bytes, bool roomAtFront, int maxElementBytes)
    {
        int first = First, end = End;
        var used = end - first + bytes;
        var from = _bytes!;
        var capacity = from.Length - HeaderBytes;
        var wanted = Math.Max(used, (int)Math.Min((long)used + Math.Max(MinSpareBytes, used / 16), maxElementBytes));
        var to = capacity >= wanted ? from : NewArray(wanted);
        var newFirst = roomAtFront ? to.Length - used : HeaderBytes;
        var gap = newFirst + (at - first);
        if (newFirst <= first)
        {
            from.AsSpan(first, at - first).CopyTo(to.AsSpan(newFirst));
            from.AsSpan(at, end - at).CopyTo(to.AsSpan(gap + bytes));
        }
        else
        {
            from.AsSpan(at, end - at).CopyTo(to.AsSpan(gap + bytes));
            from.AsSpan(first, at - first).CopyTo(to.AsSpan(newFirst));
        }

        from.AsSpan(0, HeaderBytes).CopyTo(to);
        if (to != from)
            Become(new PackedList(to));
        Bound(newFirst, newFirst + used);
        return gap;
    }

    /// <summary>Arrays are multiples of 8 bytes, as the heap rounds up to that anyway.</summary>
    private static byte[] NewArray(int elementBytes) =>
        PackedArrays.Take((int)Math.Min(System.Array.MaxLength, (HeaderBytes + (long)elementBytes + 7) & ~7L));

    private void Bound(int first, int end)
    {
        WriteInt(0, first);
        WriteInt(EndAt, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int ReadInt(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));

    private readonly void WriteInt(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);
}
