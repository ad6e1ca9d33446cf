using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// A command that was dealt out to several shards: which items of which parts answer it, and how their replies become one.
/// An error of any shard is the reply.
/// </summary>
internal sealed class MergedReply(ReplyMerge kind, int protocol)
{
    private readonly List<(Part Part, int Item)> _pieces = [];
    private readonly List<int> _pieceOfKey = [];

    public void AddPiece(Part part, int item) => _pieces.Add((part, item));

    /// <summary>Says that the next key of the command was given to this piece.</summary>
    public void AddKey(int piece) => _pieceOfKey.Add(piece);

    public int PieceCount => _pieces.Count;

    public bool IsReady
    {
        get
        {
            foreach (var (part, item) in _pieces)
            {
                if (!part.HasReplyOf(item))
                    return false;
            }

            return true;
        }
    }

    public void WriteTo(RespWriter to)
    {
        to.Protocol = protocol;
        if (TryWriteError(to))
            return;
        switch (kind)
        {
            case ReplyMerge.SumByKey or ReplyMerge.SumAll:
                to.Integer(_pieces.Sum(p => RespScanner.ReadLong(ReplyOf(p))));
                break;
            case ReplyMerge.ArrayByKey:
                WriteInKeyOrder(to);
                break;
            case ReplyMerge.ConcatAll:
                WriteJoined(to);
                break;
            case ReplyMerge.OkAll:
                to.Ok();
                break;
            case ReplyMerge.SameAll:
                to.Raw(ReplyOf(_pieces[0]));
                break;
            case ReplyMerge.AllTrueAll:
                WriteAllTrue(to);
                break;
            default:
                throw new InvalidOperationException($"replies cannot be merged by {kind}");
        }
    }

    /// <summary>Marks the replies of all pieces as taken out, and gives their parts.</summary>
    public IEnumerable<Part> TakePieces()
    {
        foreach (var (part, item) in _pieces)
        {
            part.Taken = Math.Max(part.Taken, item + 1);
            yield return part;
        }
    }

    private static ReadOnlySpan<byte> ReplyOf((Part Part, int Item) piece) => piece.Part.Batch.ReplyOf(piece.Item);

    private bool TryWriteError(RespWriter to)
    {
        foreach (var piece in _pieces)
        {
            var reply = ReplyOf(piece);
            if (reply[0] != (byte)'-')
                continue;
            to.Raw(reply);
            return true;
        }

        return false;
    }

    private void WriteInKeyOrder(RespWriter to)
    {
        var at = new int[_pieces.Count];
        for (var i = 0; i < at.Length; i++)
            at[i] = RespScanner.LineEnd(ReplyOf(_pieces[i]), 0);
        to.Array(_pieceOfKey.Count);
        foreach (var piece in _pieceOfKey)
        {
            var reply = ReplyOf(_pieces[piece]);
            var end = RespScanner.ValueEnd(reply, at[piece]);
            to.Raw(reply[at[piece]..end]);
            at[piece] = end;
        }
    }

    private void WriteAllTrue(RespWriter to)
    {
        var count = (int)RespScanner.ReadLong(ReplyOf(_pieces[0]));
        var isTrue = new bool[count];
        Array.Fill(isTrue, true);
        foreach (var piece in _pieces)
        {
            var reply = ReplyOf(piece);
            var at = RespScanner.LineEnd(reply, 0);
            for (var i = 0; i < count; i++)
            {
                isTrue[i] &= RespScanner.ReadLong(reply[at..]) != 0;
                at = RespScanner.ValueEnd(reply, at);
            }
        }

        to.Array(count);
        foreach (var value in isTrue)
            to.Integer(value ? 1 : 0);
    }

    private void WriteJoined(RespWriter to)
    {
        var count = 0L;
        foreach (var piece in _pieces)
            count += RespScanner.ReadLong(ReplyOf(piece));
        Check.That(count <= int.MaxValue, "joined reply within array limits");
        to.Array((int)count);
        foreach (var piece in _pieces)
        {
            var reply = ReplyOf(piece);
            to.Raw(reply[RespScanner.LineEnd(reply, 0)..]);
        }
    }
}
