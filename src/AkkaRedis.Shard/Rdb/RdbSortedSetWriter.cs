using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// A sorted set: one listpack of member, score, member, score, or members as texts with scores of 8 bytes. These begin with the
/// highest: redis-server, which inserts them one by one, is quickest so.
/// </summary>
internal sealed class RdbSortedSetWriter(SortedSetView set) : RdbValueWriter
{
    private const int MaxScoreText = 40;

    private readonly bool _isBlock = FitsBlock(set);
    private SortedPlace _place;
    private int _left = -1;

    public override byte Type => (byte)(_isBlock ? RdbType.ZSetListpack : RdbType.ZSet);

    public override bool Step(RdbOutput output, int units)
    {
        if (_isBlock)
        {
            WriteBlock(output);
            return true;
        }

        if (_left < 0)
        {
            _left = set.Count;
            _place = set.PlaceAt(_left - 1);
            output.Count(_left);
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (; units > 0 && _left > 0; _left--)
        {
            var member = set.MemberAt(_place, scratch);
            output.Text(member);
            output.Double(set.ScoreAt(_place));
            set.MovePrevious(ref _place);
            units -= 1 + member.Length / CollectionCopy.UnitBytes;
        }

        return _left == 0;
    }

    private void WriteBlock(RdbOutput output)
    {
        var pack = new ListpackWriter();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        Span<byte> score = stackalloc byte[MaxScoreText];
        var place = set.PlaceAt(0);
        do
        {
            pack.Add(set.MemberAt(place, scratch));
            pack.Add(score[..RespWriter.FormatDouble(set.ScoreAt(place), score)]);
        }
        while (set.MoveNext(ref place));
        output.Text(pack.Take());
    }
}
