using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// SORT whose result is stored: the list is made aside. Other keys, and the time of the sorted one, go on meanwhile; so the
/// command may not mean the same any more when it is logged, and is logged as what it led to, unless only the sorted key,
/// which is there still, decided it.
/// </summary>
internal sealed class SortStoreJob(Sorting sorting, SortOptions options, byte[] key) : ISlicedWrite
{
    /// <summary>Elements in one logged command.</summary>
    private const int ElementsPerEffect = 1000;

    private readonly ListValue _result = new();

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units) => sorting.Step(c, units, new SortList(_result, c.NodeLimit()));

    public void Apply(WriteContext c) => Apply(c, isAtOnce: false);

    /// <summary>Does all of it; nothing can have changed then.</summary>
    public void RunAtOnce(WriteContext c)
    {
        Step(c, int.MaxValue);
        Apply(c, isAtOnce: true);
    }

    private void Apply(WriteContext c, bool isAtOnce)
    {
        if (sorting.HasWrongScore)
        {
            c.Reply.Error(SortCommands.WrongScore);
            return;
        }

        var meansTheSame = isAtOnce || (!options.LooksUpKeys && !c.Find(key).IsNone);
        var destination = c.Args[options.StoreArg];
        if (_result.Count == 0)
        {
            if (c.Db.Remove(destination))
                c.Modified(destination, KeyEvent.Del);
        }
        else
        {
            c.Db.SetCollection(destination, _result);
            c.Modified(destination, SortCommands.Stored);
            if (!meansTheSame)
                LogResult(c, destination);
        }

        c.Reply.Integer(sorting.OutputCount);
    }

    private void LogResult(WriteContext c, ReadOnlySpan<byte> destination)
    {
        c.Effect("DEL"u8, destination);
        var place = _result.First;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var left = _result.Count; left > 0;)
        {
            var words = new byte[2 + Math.Min(left, ElementsPerEffect)][];
            words[0] = "RPUSH"u8.ToArray();
            words[1] = destination.ToArray();
            for (var i = 2; i < words.Length; i++, left--)
            {
                words[i] = _result.Get(place, scratch).ToArray();
                _result.MoveNext(ref place);
            }

            c.Effect(Args.Of(words));
        }
    }
}
