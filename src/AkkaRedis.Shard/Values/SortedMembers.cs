using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// The members of a large sorted set, each once, in cells of 16, 20, … 140 bytes. A member is named by a number (ref): the
/// size of its cell in the upper 5 bits, the number of the cell in the lower 27.
/// <para>A cell: its score (8 bytes), the ref of the next member of its chain in the <see cref="SortedIndex"/> (4), the length
/// of the text (1), the text. Longer text lies elsewhere, and its number there stands in place of it.</para>
/// </summary>
internal sealed class SortedMembers
{
    /// <summary>No member.</summary>
    public const int None = -1;

    private const int CellBits = 27;
    private const int CellMask = (1 << CellBits) - 1;
    private const int NextAt = 8;
    private const int LengthAt = SortedCells.MarkAt;
    private const int TextAt = 13;
    private const int MaxInlineBytes = 127;
    private const byte Elsewhere = 0xFE;

    private readonly SortedCells?[] _sizes = new SortedCells?[(MaxInlineBytes >> 2) + 1];
    private LargeTexts? _large;

    private long _cellBytes;

    public long HeapBytes =>
        Values.HeapBytes.Object + 24 + Values.HeapBytes.OfReferences(_sizes.Length) + _cellBytes + (_large?.HeapBytes ?? 0);

    public int Add(ReadOnlySpan<byte> text, double score)
    {
        var isInline = text.Length <= MaxInlineBytes;
        var size = isInline ? text.Length >> 2 : 1;
        var cells = _sizes[size] ??= NewCells(size);
        _cellBytes -= cells.HeapBytes;
        var number = cells.Allocate();
        _cellBytes += cells.HeapBytes;
        var cell = cells[number];
        cell[LengthAt] = isInline ? (byte)text.Length : Elsewhere;
        if (isInline)
            text.CopyTo(cell[TextAt..]);
        else
            BinaryPrimitives.WriteInt32LittleEndian(cell[TextAt..], (_large ??= new LargeTexts()).Add(text));
        BinaryPrimitives.WriteDoubleLittleEndian(cell, score);
        return size << CellBits | number;
    }

    public void Remove(int member)
    {
        var cell = Cell(member);
        if (cell[LengthAt] == Elsewhere)
            _large!.Remove(BinaryPrimitives.ReadInt32LittleEndian(cell[TextAt..]));
        Release(member);
    }

    public double ScoreOf(int member) => BinaryPrimitives.ReadDoubleLittleEndian(Cell(member));

    public void SetScore(int member, double score) => BinaryPrimitives.WriteDoubleLittleEndian(Cell(member), score);

    public int NextOf(int member) => BinaryPrimitives.ReadInt32LittleEndian(Cell(member)[NextAt..]);

    public void SetNext(int member, int next) => BinaryPrimitives.WriteInt32LittleEndian(Cell(member)[NextAt..], next);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> TextOf(int member)
    {
        ReadOnlySpan<byte> cell = Cell(member);
        return cell[LengthAt] == Elsewhere
            ? _large![BinaryPrimitives.ReadInt32LittleEndian(cell[TextAt..])]
            : cell.Slice(TextAt, cell[LengthAt]);
    }

    /// <summary>
    /// When most cells of a member's size are free: the last one in use, which is to move into a free one.
    /// </summary>
    public int LooseLast(int member)
    {
        var size = member >>> CellBits;
        var cells = _sizes[size]!;
        return cells.IsSparse && cells.LastUsed >= 0 ? size << CellBits | cells.LastUsed : None;
    }

    /// <summary>Copies a member to a free cell of its size; its new ref. The old one is good until <see cref="Release"/>.</summary>
    public int CopyDown(int last)
    {
        var size = last >>> CellBits;
        var cells = _sizes[size]!;
        var to = cells.Allocate();
        cells[last & CellMask].CopyTo(cells[to]);
        return size << CellBits | to;
    }

    /// <summary>Frees a cell only.</summary>
    public void Release(int member)
    {
        var cells = _sizes[member >>> CellBits]!;
        _cellBytes -= cells.HeapBytes;
        cells.Free(member & CellMask);
        _cellBytes += cells.HeapBytes;
    }

    private SortedCells NewCells(int size)
    {
        var cells = new SortedCells(TextAt + 3 + (size << 2));
        _cellBytes += cells.HeapBytes;
        return cells;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Cell(int member) => _sizes[member >>> CellBits]![member & CellMask];
}
