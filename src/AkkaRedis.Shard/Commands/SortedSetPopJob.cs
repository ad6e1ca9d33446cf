using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Takes members from an end of a sorted set: writes them after the reply's header, then removes them, both in slices when they
/// are many. ZMPOP's choice of the set must hold at the last moment too: if a key before it has come into being, or if the set
/// itself is gone, as its time has passed, then the reply is thrown away and the command runs anew, at once.
/// </summary>
internal sealed class SortedSetPopJob : ISlicedWrite
{
    private readonly SortedSetValue _set;
    private readonly SortedCut _cut;
    private readonly byte[] _key;
    private readonly int _keyArg;
    private readonly int _replyStart;
    private readonly bool _fromEnd;
    private SortedPlace _place;
    private int _left;

    /// <summary>Made where the reply starts.</summary>
    public SortedSetPopJob(WriteContext c, SortedSetValue set, int keyArg, bool fromEnd, int count)
    {
        _set = set;
        _keyArg = keyArg;
        _key = c.Args[keyArg].ToArray();
        _fromEnd = fromEnd;
        _left = count;
        _replyStart = c.Reply.Length;
        _place = set.PlaceAt(fromEnd ? set.Count - 1 : 0);
        _cut = new SortedCut(set, fromEnd ? set.Count - count : 0, count, c.Settings.SliceElements);
    }

    public ReadOnlyMemory<byte> LockedKey => _key;

    /// <summary>Is each entry an array of its own?</summary>
    public required bool IsNested { get; init; }

    public required KeyEvent Event { get; init; }

    public required WriteFunction RunAnew { get; init; }

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0 && _left > 0; units--, _left--)
        {
            if (IsNested)
                c.Reply.Array(2);
            c.Reply.FlatEntry(_set, _place, withScores: true);
            _ = _fromEnd ? _set.MovePrevious(ref _place) : _set.MoveNext(ref _place);
        }

        return _left == 0 && _cut.Step(units);
    }

    public void Apply(WriteContext c)
    {
        if (!IsFirstStill(c))
        {
            c.Reply.Length = _replyStart;
            RunAnew(c);
        }
        else if (!c.Reply.HasOverflown)
        {
            _cut.Apply(c, _key, Event);
        }
    }

    private bool IsFirstStill(WriteContext c)
    {
        for (var arg = SortedSetPopCommands.FirstOfManyKeys; arg < _keyArg; arg++)
        {
            if (!c.Find(c.Args[arg]).IsNone)
                return false;
        }

        return !c.Find(_key).IsNone;
    }
}
