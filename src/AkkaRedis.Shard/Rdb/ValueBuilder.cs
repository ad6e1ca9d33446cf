using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>Makes a collection of the texts of <see cref="RdbElements"/>.</summary>
internal abstract class ValueBuilder
{
    public abstract CollectionValue Value { get; }

    /// <summary>Do the texts so far make whole elements?</summary>
    public virtual bool IsComplete => true;

    /// <summary>Takes the next text; false when there can be no such value.</summary>
    public abstract bool Add(ReadOnlySpan<byte> text);

    public static ValueBuilder For(RdbType type, RdbLimits limits) => type switch
    {
        RdbType.List or RdbType.ListZiplist or RdbType.ListOfZiplists or RdbType.ListOfNodes => new ListBuilder(limits.List),
        RdbType.Set or RdbType.SetIntset => new SetBuilder(limits.Set),
        RdbType.ZSetOfTexts or RdbType.ZSet or RdbType.ZSetZiplist or RdbType.ZSetListpack => new SortedSetBuilder(limits.SortedSet),
        _ => new HashBuilder(limits.Hash),
    };
}

internal sealed class ListBuilder(NodeLimit limit) : ValueBuilder
{
    private readonly ListValue _list = new();

    public override CollectionValue Value => _list;

    public override bool Add(ReadOnlySpan<byte> text)
    {
        _list.PushTail(text, limit);
        return true;
    }
}

internal sealed class SetBuilder(SetLimits limits) : ValueBuilder
{
    private readonly SetValue _set = new();

    public override CollectionValue Value => _set;

    public override bool Add(ReadOnlySpan<byte> text) => _set.Add(text, limits);
}

internal sealed class HashBuilder(HashLimits limits) : ValueBuilder
{
    private readonly HashValue _hash = new();
    private readonly FirstText _field = new();

    public override CollectionValue Value => _hash;

    public override bool IsComplete => !_field.IsThere;

    public override bool Add(ReadOnlySpan<byte> text)
    {
        if (_field.TryKeep(text))
            return true;
        return _hash.Set(_field.Take(), text, limits);
    }
}

internal sealed class SortedSetBuilder(SortedLimits limits) : ValueBuilder
{
    private readonly SortedSetValue _set = new();
    private readonly FirstText _member = new();

    public override CollectionValue Value => _set;

    public override bool IsComplete => !_member.IsThere;

    public override bool Add(ReadOnlySpan<byte> text)
    {
        if (_member.TryKeep(text))
            return true;
        var member = _member.Take();
        if (!Numbers.TryParseDouble(text, out var score) || _set.Find(member).IsThere)
            return false;
        _set.Add(member, score, limits);
        return true;
    }
}

/// <summary>The first text of a pair, kept until the second one comes.</summary>
internal sealed class FirstText
{
    private byte[] _bytes = new byte[64];
    private int _length;

    public bool IsThere { get; private set; }

    /// <summary>Keeps a text when there is none.</summary>
    public bool TryKeep(ReadOnlySpan<byte> text)
    {
        if (IsThere)
            return false;
        if (text.Length > _bytes.Length)
            _bytes = GC.AllocateUninitializedArray<byte>(text.Length);
        text.CopyTo(_bytes);
        _length = text.Length;
        IsThere = true;
        return true;
    }

    public ReadOnlySpan<byte> Take()
    {
        IsThere = false;
        return _bytes.AsSpan(0, _length);
    }
}
