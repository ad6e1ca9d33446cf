using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The work of one SORT, in slices: elements are copied, weighed (their numbers read, or what BY finds looked up), merged into
/// order, and given out. Without sorting only the elements of the range asked for are copied. The value that is sorted is not
/// changed meanwhile; keys that patterns find may be.
/// </summary>
internal sealed class Sorting
{
    /// <summary>Moving an item costs less than the element that a unit of work stands for.</summary>
    private const int MovesPerUnit = 4;

    private readonly SortInput? _input;
    private readonly SortOptions _options;
    private readonly SortItem[] _items;

    /// <summary>The range that is given out, as indexes of the items.</summary>
    private readonly int _start;
    private readonly int _end;

    private SortMerge? _merge;
    private int _loaded;
    private int _given;
    private bool _isBegun;

    public Sorting(SortInput? input, SortOptions options)
    {
        (_input, _options) = (input, options);
        var count = input?.Count ?? 0;
        _start = (int)Math.Clamp(options.Offset, 0, count);
        _end = options.Limit < 0 ? count : (int)Math.Min(count, _start + Math.Min(options.Limit, count));
        var skipped = options.IsUnsorted && input is { HasOrder: true } ? _start : 0;
        if (count > 0)
            input!.Seek(Math.Min(skipped, count - 1), options.IsDescending && options.IsUnsorted && input.HasOrder);
        _items = new SortItem[options.IsUnsorted ? _end - skipped : count];
        _start -= skipped;
        _end -= skipped;
        _given = _start;
    }

    /// <summary>An element, or what was found for one, is no number.</summary>
    public bool HasWrongScore { get; private set; }

    /// <summary>Elements that are given out.</summary>
    public int OutputCount => (_end - _start) * Math.Max(1, _options.Gets.Count);

    /// <summary>About how many units the whole takes.</summary>
    public long Work => (long)_items.Length * (_options.IsUnsorted ? 1 : 4) + (long)OutputCount * (_options.Gets.Count > 0 ? 2 : 1);

    /// <summary>Does up to so many units of work; true when all is given out, or there is a wrong score and nothing is.</summary>
    public bool Step<TOutput>(ReadContext c, int units, TOutput output)
        where TOutput : struct, ISortOutput
    {
        var isLoaded = Load(c, ref units);
        if (HasWrongScore)
            return true;
        return isLoaded && (_options.IsUnsorted || Order(units)) && GiveOut(c, units, output);
    }

    private bool Load(ReadContext c, ref int units)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (; _loaded < _items.Length && !HasWrongScore; units--)
        {
            if (units <= 0)
                return false;
            ref var item = ref _items[_loaded++];
            item.Element = _input!.Next(scratch).ToArray();
            if (!_options.IsUnsorted)
                Weigh(c, ref item, scratch);
        }

        return true;
    }

    private void Weigh(ReadContext c, ref SortItem item, Span<byte> scratch)
    {
        ReadOnlySpan<byte> by = item.Element;
        if (_options.By is { } pattern)
        {
            if (!pattern.TryFind(c, item.Element, scratch, out by))
                return;
            if (_options.IsAlpha)
                item.Text = by.ToArray();
        }

        if (!_options.IsAlpha && !SortItem.TryScore(by, out item.Score))
            HasWrongScore = true;
    }

    private bool Order(int units)
    {
        _merge ??= new SortMerge(_items, Comparison(), _options.IsDescending);
        return _merge.Step((long)units * MovesPerUnit);
    }

    private CompareItems Comparison() =>
        !_options.IsAlpha ? SortItem.CompareScores
        : _options.By is null ? _options.Stores ? SortItem.CompareElements : SortItem.CompareVisibleElements
        : _options.Stores ? SortItem.CompareTexts : SortItem.CompareVisibleTexts;

    private bool GiveOut<TOutput>(ReadContext c, int units, TOutput output)
        where TOutput : struct, ISortOutput
    {
        if (!_isBegun)
            output.Begin(OutputCount);
        _isBegun = true;
        var items = _merge?.Items ?? _items;
        for (; _given < _end; units -= Math.Max(1, _options.Gets.Count))
        {
            if (units <= 0)
                return false;
            Give(c, items[_given++].Element, output);
        }

        return true;
    }

    private void Give<TOutput>(ReadContext c, byte[] element, TOutput output)
        where TOutput : struct, ISortOutput
    {
        if (_options.Gets.Count == 0)
            output.Add(element);
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        foreach (var pattern in _options.Gets)
        {
            if (pattern.TryFind(c, element, scratch, out var value))
                output.Add(value);
            else
                output.AddNone();
        }
    }
}
