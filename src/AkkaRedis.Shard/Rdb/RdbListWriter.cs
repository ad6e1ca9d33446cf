using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>A list, node by node.</summary>
internal sealed class RdbListWriter(ListView list) : RdbValueWriter
{
    /// <summary>An element of a node alone that is written as it is, without a listpack around it.</summary>
    private const int MinPlainBytes = 1 << 16;

    private readonly ListpackWriter _pack = new();
    private ListPlace _place = list.First;
    private int _node;

    public override byte Type => (byte)RdbType.ListOfNodes;

    public override bool Step(RdbOutput output, int units)
    {
        if (_node == 0)
            output.Count(list.NodeCount);
        for (; units > 0 && _node < list.NodeCount; _node++)
        {
            var before = output.Length;
            var elements = list.CountIn(_node);
            WriteNode(output, elements);
            units -= elements + (output.Length - before) / CollectionCopy.UnitBytes;
        }

        return _node == list.NodeCount;
    }

    private void WriteNode(RdbOutput output, int elements)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        if (elements == 1 && list.Get(_place, scratch) is { Length: >= MinPlainBytes } text)
        {
            output.Count(RdbListNode.Plain);
            output.Text(text);
            list.MoveNext(ref _place);
            return;
        }

        for (; elements > 0; elements--)
        {
            _pack.Add(list.Get(_place, scratch));
            list.MoveNext(ref _place);
        }

        output.Count(RdbListNode.Packed);
        output.Text(_pack.Take());
    }
}
