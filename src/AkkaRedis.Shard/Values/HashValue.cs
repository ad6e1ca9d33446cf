namespace AkkaRedis.Shard.Values;

/// <summary>A hash as write commands see it. Once in full form it stays there.</summary>
public sealed class HashValue : HashView
{
    /// <summary>No packed form beyond this, whatever the limits allow.</summary>
    private const int MaxPackedBytes = 1 << 28;

    /// <summary>A packed hash that grows gets a sixteenth in addition: small hashes come in millions.</summary>
    private const int SpareShare = 16;

    public HashValue()
    {
    }

    /// <summary>An empty hash with room for so many bytes of packed fields and values (see <see cref="PackedBytes"/>).</summary>
    public HashValue(int packedBytes) => _packed = PackedList.WithRoom(packedBytes);

    internal HashValue(HashTable table) => _table = table;

    /// <summary>Bytes a field or value takes in packed form.</summary>
    public static int PackedBytes(ReadOnlySpan<byte> text) => new PackedElement(text).Bytes;

    /// <summary>Sets a field; true when it is new.</summary>
    public bool Set(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value, HashLimits limits)
    {
        if (_table is null && Math.Max(field.Length, value.Length) > limits.MaxTextBytes)
            MakeTable();
        if (_table is not null)
            return _table.Set(field, value);
        var name = new PackedElement(field);
        var at = _packed.Find(name, stride: 2);
        if (at >= 0)
        {
            _packed.Replace(_packed.Next(at), new PackedElement(value));
            return false;
        }

        var text = new PackedElement(value);
        _packed.Reserve(name.Bytes + text.Bytes, _packed.ElementBytes / SpareShare);
        _packed.Add(name);
        _packed.Add(text);
        if (_packed.Count / 2 > limits.MaxFields || _packed.ElementBytes > MaxPackedBytes)
            MakeTable();
        return true;
    }

    /// <summary>Removes a field; false when there is none.</summary>
    public bool Remove(ReadOnlySpan<byte> field)
    {
        if (_table is not null)
            return _table.Remove(field);
        var at = _packed.Find(new PackedElement(field), stride: 2);
        if (at < 0)
            return false;
        _packed.Remove(at, elements: 2);
        _packed.Trim(maxFreePercent: 50);
        return true;
    }

    public override CollectionValue Clone() => new HashValue { _packed = _packed.Clone(), _table = _table?.Clone() };

    public override CollectionCopy BeginClone() =>
        _table is null ? base.BeginClone() : new HashTableCopy(_table, static table => new HashValue(table));

    private void MakeTable()
    {
        var table = new HashTable(hasValues: true);
        Span<byte> field = stackalloc byte[PackedElement.ScratchBytes];
        Span<byte> value = stackalloc byte[PackedElement.ScratchBytes];
        for (HashPlace place = default; MoveNext(ref place);)
            table.Set(FieldAt(place, field), ValueAt(place, value));
        _table = table;
        _packed.Become(default);
    }
}
