using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>The entries of one node of a stream, read from its listpack (see <see cref="RdbStreamWriter"/>).</summary>
internal sealed class RdbStreamNode(ListpackElements pack, StreamId nodeId)
{
    private readonly TextRow _names = new();
    private readonly TextRow _entry = new();
    private long _left;

    /// <summary>Are all entries read?</summary>
    public bool IsAtEnd => _left == 0;

    public StreamId Id { get; private set; }

    public bool IsDeleted { get; private set; }

    /// <summary>Fields and values of an entry that is not deleted; valid until the next one.</summary>
    public Args Entry => _entry.Args;

    /// <summary>Reads what comes before the entries; false when that is not right.</summary>
    public bool TryOpen(ref int units)
    {
        if (!TryNumber(ref units, out var live) || !TryNumber(ref units, out var deleted) || !TryNumber(ref units, out var fields)
            || live < 0 || deleted < 0 || live > int.MaxValue || deleted > int.MaxValue || fields < 1)
            return false;
        _left = live + deleted;
        for (; fields > 0; fields--)
        {
            if (!TryText(ref units, _names))
                return false;
        }

        return TryNumber(ref units, out var end) && end == 0 && (_left > 0 || HasEnded(ref units));
    }

    /// <summary>Reads the next entry; false when it is not right.</summary>
    public bool TryNext(ref int units)
    {
        if (!TryNumber(ref units, out var flags) || !TryNumber(ref units, out var ms) || !TryNumber(ref units, out var seq))
            return false;
        Id = new StreamId(unchecked(nodeId.Ms + (ulong)ms), unchecked(nodeId.Seq + (ulong)seq));
        IsDeleted = (flags & RdbStreamWriter.DeletedEntry) != 0;
        var isSame = (flags & RdbStreamWriter.SameFields) != 0;
        long fields = _names.Count;
        if (!isSame && (!TryNumber(ref units, out fields) || fields < 1))
            return false;
        _entry.Clear();
        if (!(isSame ? TryValues(ref units) : TryPairs(ref units, fields)))
            return false;
        _left--;
        return TryNumber(ref units, out var elements) && elements == RdbStreamWriter.ElementsOf(fields, isSame)
            && (_left > 0 || HasEnded(ref units));
    }

    private bool TryValues(ref int units)
    {
        for (var i = 0; i < _names.Count; i++)
        {
            units -= _names.Args[i].Length / CollectionCopy.UnitBytes;
            _entry.Add(_names.Args[i]);
            if (!TryText(ref units, _entry))
                return false;
        }

        return true;
    }

    private bool TryPairs(ref int units, long fields)
    {
        for (; fields > 0; fields--)
        {
            if (!TryText(ref units, _entry) || !TryText(ref units, _entry))
                return false;
        }

        return true;
    }

    private bool TryText(ref int units, TextRow to)
    {
        if (pack.Next(ref units, out var text) != RdbRead.Text || to.Bytes + (long)text.Length > Array.MaxLength)
            return false;
        to.Add(text);
        return true;
    }

    private bool TryNumber(ref int units, out long number)
    {
        number = 0;
        return pack.Next(ref units, out var text) == RdbRead.Text && Numbers.TryParseLong(text, out number);
    }

    private bool HasEnded(ref int units) => pack.Next(ref units, out _) == RdbRead.End;
}

/// <summary>Copies of texts one after another, as arguments; the room is used again.</summary>
internal sealed class TextRow
{
    private byte[] _bytes = new byte[256];
    private ArgRef[] _refs = new ArgRef[8];

    public int Count { get; private set; }

    public int Bytes { get; private set; }

    public Args Args => new(_bytes, _refs, 0, Count);

    public void Add(ReadOnlySpan<byte> text)
    {
        if (_bytes.Length - Bytes < text.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * Bytes, (long)Bytes + text.Length)));
        if (Count == _refs.Length)
            Array.Resize(ref _refs, 2 * Count);
        text.CopyTo(_bytes.AsSpan(Bytes));
        _refs[Count++] = new ArgRef(Bytes, text.Length);
        Bytes += text.Length;
    }

    public void Clear() => Count = Bytes = 0;
}
