using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>The elements of a list that is written node by node.</summary>
internal sealed class NodeElements(RdbInput input, RdbType type, int nodes) : RdbElements
{
    private readonly RdbTextReader _reader = new(input);
    private int _left = nodes;
    private bool _isInsideText;
    private bool _isPlain;
    private PackedElements? _node;

    public override RdbRead Next(ref int units, out ReadOnlySpan<byte> text)
    {
        while (true)
        {
            if (_node is not null)
            {
                var element = _node.Next(ref units, out text);
                if (element != RdbRead.End)
                    return element;
                _node = null;
            }

            text = default;
            if (_left == 0)
                return RdbRead.End;
            var read = ReadNode(ref units);
            if (read != RdbRead.Text)
                return read;
            if (!_isPlain)
                continue;
            text = _reader.Text.Span;
            units -= text.Length / CollectionCopy.UnitBytes;
            return RdbRead.Text;
        }
    }

    private RdbRead ReadNode(ref int units)
    {
        if (units <= 0)
            return RdbRead.Pending;
        if (!_isInsideText && !TryReadForm())
            return RdbRead.Corrupt;
        _isInsideText = true;
        var read = _reader.Read(ref units);
        if (read != RdbRead.Text)
            return read;
        _isInsideText = false;
        _left--;
        if (_isPlain)
            return RdbRead.Text;
        _node = PackedElements.Open(type, _reader.Text);
        return _node is null ? RdbRead.Corrupt : RdbRead.Text;
    }

    private bool TryReadForm()
    {
        if (type != RdbType.ListOfNodes)
            return true;
        if (!input.TryLength(out var form, out var isSpecial) || isSpecial || form is not (RdbListNode.Plain or RdbListNode.Packed))
            return false;
        _isPlain = form == RdbListNode.Plain;
        return true;
    }
}
