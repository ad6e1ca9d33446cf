using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Values;

/// <summary>A set as write commands see it.</summary>
public sealed class SetValue : SetView
{
    /// <summary>Most members of the packed form, and most bytes of each.</summary>
    public const int MaxPackedMembers = 128;

    public const int MaxPackedTextBytes = 64;

    /// <summary>A packed set that grows gets a sixteenth in addition: small sets come in millions.</summary>
    private const int SpareShare = 16;

    public SetValue()
    {
    }

    internal SetValue(HashTable table) => _body = table;

    /// <summary>An empty set of integers with room for so many of the width of the widest.</summary>
    public static SetValue WithRoomForIntegers(int count, long widest) =>
        new() { _body = IntegerSet.WithRoom(count, widest).Array };

    /// <summary>An empty packed set with room for so many bytes of members (see <see cref="PackedBytes"/>).</summary>
    public static SetValue WithRoomForTexts(int bytes) => new() { _body = PackedList.WithRoom(bytes).Array };

    /// <summary>Bytes a member takes in packed form.</summary>
    public static int PackedBytes(ReadOnlySpan<byte> member) => new PackedElement(member).Bytes;

    /// <summary>Adds a member; false when it is there already.</summary>
    public bool Add(ReadOnlySpan<byte> member, SetLimits limits)
    {
        if (_body is HashTable table)
            return table.Add(member);
        if (_body is null || IsIntegers)
        {
            if (Numbers.TryParseLong(member, out var integer))
                return AddInteger(integer, limits);
            if (_body is not null)
                LeaveIntegers();
        }

        if (_body is HashTable converted)
            return converted.Add(member);
        return member.Length > MaxPackedTextBytes ? MakeTable().Add(member) : AddPacked(member);
    }

    /// <summary>Removes a member; false when there is none.</summary>
    public bool Remove(ReadOnlySpan<byte> member)
    {
        if (!TryFind(member, out var place))
            return false;
        RemoveAt(place);
        return true;
    }

    /// <summary>Removes the member at a place.</summary>
    public void RemoveAt(SetPlace place)
    {
        if (_body is HashTable table)
        {
            table.RemoveAt(place.Bucket, place.At);
            return;
        }

        var array = (byte[])_body!;
        if (IntegerSet.IsIn(array))
        {
            var integers = IntegerSet.Of(array);
            integers.RemoveAt(place.At);
            _body = integers.Array;
            return;
        }

        var list = PackedList.Of(array);
        list.Remove(place.At);
        list.Trim(maxFreePercent: 50);
        _body = list.Array;
    }

    /// <summary>Gives up the form of integers: no member that is added later brings it back.</summary>
    public void LeaveIntegers()
    {
        if (_body is not null && !IsIntegers)
            return;
        if (Count > MaxPackedMembers)
        {
            MakeTable();
            return;
        }

        var bytes = 0;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (SetPlace place = default; MoveNext(ref place);)
            bytes += PackedBytes(MemberAt(place, scratch));
        var list = PackedList.WithRoom(bytes);
        for (SetPlace place = default; MoveNext(ref place);)
            list.Add(new PackedElement(MemberAt(place, scratch)));
        _body = list.Array;
    }

    /// <summary>Takes the form that a new set of these members has, which is of integers again if they all are.</summary>
    public void MakeAnew(SetLimits limits)
    {
        if (IsIntegers)
            return;
        var anew = new SetValue();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (SetPlace place = default; MoveNext(ref place);)
            anew.Add(MemberAt(place, scratch), limits);
        _body = anew._body;
    }

    public override CollectionValue Clone() => new SetValue
    {
        _body = _body switch
        {
            HashTable table => table.Clone(),
            byte[] array when IntegerSet.IsIn(array) => IntegerSet.Of(array).Clone().Array,
            _ => PackedList.Of((byte[]?)_body).Clone().Array,
        },
    };

    public override CollectionCopy BeginClone() =>
        _body is HashTable table ? new HashTableCopy(table, static copy => new SetValue(copy)) : base.BeginClone();

    private bool AddInteger(long integer, SetLimits limits)
    {
        var integers = _body is byte[] array ? IntegerSet.Of(array) : IntegerSet.WithRoom(1, integer);
        var at = integers.Find(integer);
        if (at >= 0)
            return false;
        integers.Insert(~at, integer);
        _body = integers.Array;
        if (integers.Count > Math.Min(limits.MaxIntegers, IntegerSet.MaxCount))
            LeaveIntegers();
        return true;
    }

    private bool AddPacked(ReadOnlySpan<byte> member)
    {
        var list = PackedList.Of((byte[]?)_body);
        var element = new PackedElement(member);
        if (list.Find(element) >= 0)
            return false;
        if (list.Count == MaxPackedMembers)
            return MakeTable().Add(member);
        list.Reserve(element.Bytes, list.ElementBytes / SpareShare);
        list.Add(element);
        _body = list.Array;
        return true;
    }

    private HashTable MakeTable()
    {
        var table = new HashTable(hasValues: false);
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (SetPlace place = default; MoveNext(ref place);)
            table.Add(MemberAt(place, scratch));
        _body = table;
        return table;
    }
}
