using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Longest common subsequence of two strings by dynamic programming, cut into slices because the work is the product of
/// the lengths. The strings are copies taken at the start, so the data may change meanwhile.
/// First the table is filled row by row: <c>rows[i][j]</c> is the length for the first i bytes of a and the first j of b.
/// Then the way back from its last corner yields the matches, last one first. Rows are allocated when reached; when
/// only the length is asked for, a row is dropped as soon as the next one is there.
/// </summary>
internal sealed class LcsJob : ISlicedJob
{
    /// <summary>A table cell costs far less than the key or element that a unit of work stands for.</summary>
    private const int CellsPerUnit = 16;

    private readonly byte[] _a;
    private readonly byte[] _b;
    private readonly LcsOptions _options;
    private readonly int[][] _rows;
    private int _row = 1;
    private int _column;

    private bool _walking;
    private int _i;
    private int _j;
    private int _matchLength;
    private int _matches;
    private int _matchesMark;
    private byte[] _common = [];
    private int _commonStart;

    public LcsJob(byte[] a, byte[] b, LcsOptions options)
    {
        _a = a;
        _b = b;
        _options = options;
        _rows = new int[a.Length + 1][];
        _rows[0] = new int[b.Length + 1];
    }

    public ReadOnlyMemory<byte> LockedKey => default;

    private int Length => _rows[_a.Length][_b.Length];

    public static long TableBytes(int a, int b) => 4L * (a + 1) * (b + 1);

    public bool Step(ReadContext c, int units)
    {
        var cells = (long)units * CellsPerUnit;
        if (!FillTable(ref cells))
            return false;
        if (_options.LengthOnly)
        {
            c.Reply.Integer(Length);
            return true;
        }

        if (!_walking)
            StartWalk(c.Reply);
        if (!WalkBack(c.Reply, cells))
            return false;
        Finish(c.Reply);
        return true;
    }

    private bool FillTable(ref long cells)
    {
        while (_row <= _a.Length)
        {
            if (cells <= 0)
                return false;
            var end = (int)Math.Min(_b.Length, _column + cells);
            cells -= end - _column + 1;
            FillRow(end);
            if (_column == _b.Length)
                StartNextRow();
        }

        return true;
    }

    private void FillRow(int end)
    {
        var above = _rows[_row - 1];
        var row = _rows[_row] ??= new int[_b.Length + 1];
        var byteOfA = _a[_row - 1];
        for (var j = _column; j < end; j++)
            row[j + 1] = _b[j] == byteOfA ? above[j] + 1 : Math.Max(above[j + 1], row[j]);
        _column = end;
    }

    private void StartNextRow()
    {
        if (_options.LengthOnly)
            _rows[_row - 1] = [];
        _row++;
        _column = 0;
    }

    private void StartWalk(RespWriter reply)
    {
        _walking = true;
        _i = _a.Length;
        _j = _b.Length;
        if (_options.Places)
        {
            reply.Map(2);
            reply.Bulk("matches"u8);
            _matchesMark = reply.OpenAggregate();
            return;
        }

        _common = new byte[Length];
        _commonStart = _common.Length;
    }

    private bool WalkBack(RespWriter reply, long cells)
    {
        while (_i > 0 && _j > 0)
        {
            if (cells-- <= 0)
                return false;
            if (_a[_i - 1] == _b[_j - 1])
            {
                _i--;
                _j--;
                _matchLength++;
                if (!_options.Places)
                    _common[--_commonStart] = _a[_i];
                continue;
            }

            CloseMatch(reply);
            if (_rows[_i - 1][_j] > _rows[_i][_j - 1])
                _i--;
            else
                _j--;
        }

        CloseMatch(reply);
        return true;
    }

    /// <summary>A run of matching bytes that starts at the current corner is complete: its places are written.</summary>
    private void CloseMatch(RespWriter reply)
    {
        var length = _matchLength;
        _matchLength = 0;
        if (!_options.Places || length == 0 || length < _options.MinMatchLength)
            return;
        _matches++;
        reply.Array(_options.WithMatchLength ? 3 : 2);
        Range(reply, _i, length);
        Range(reply, _j, length);
        if (_options.WithMatchLength)
            reply.Integer(length);
    }

    private static void Range(RespWriter reply, int start, int length)
    {
        reply.Array(2);
        reply.Integer(start);
        reply.Integer(start + length - 1);
    }

    private void Finish(RespWriter reply)
    {
        if (!_options.Places)
        {
            reply.Bulk(_common);
            return;
        }

        reply.CloseAggregate(_matchesMark, '*', _matches);
        reply.Bulk("len"u8);
        reply.Integer(Length);
    }
}
