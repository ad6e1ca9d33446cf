using System.Text;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Tests.Values;

/// <summary>A sorted set beside a list of entries that is sorted anew after each change.</summary>
internal sealed class SortedTwin(Random random, SortedLimits limits)
{
    private static readonly double[] OddScores =
        [double.PositiveInfinity, double.NegativeInfinity, 0.1, -0.25, 1e300, 1L << 62, 9.3e18, -4503599627370497];

    private static readonly Comparer<Entry> Order = Comparer<Entry>.Create(static (a, b) =>
        a.Score != b.Score ? a.Score.CompareTo(b.Score) : string.CompareOrdinal(a.Member, b.Member));

    private readonly List<Entry> _entries = [];

    public SortedSetValue Set { get; } = new();

    public static List<string> EntriesOf(SortedSetView set)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        List<string> entries = [];
        if (set.Count == 0)
            return entries;
        var place = set.PlaceAt(0);
        do
            entries.Add($"{Encoding.Latin1.GetString(set.MemberAt(place, scratch))} {set.ScoreAt(place)}");
        while (set.MoveNext(ref place));
        return entries;
    }

    public void Change(bool isGrowing)
    {
        if (random.Next(isGrowing ? 100 : 12) == 0)
        {
            RemoveRange();
            return;
        }

        var text = NextMember();
        var name = Encoding.Latin1.GetString(text);
        var at = _entries.FindIndex(e => e.Member == name);
        var found = Set.Find(text);
        Assert.Equal(at >= 0, found.IsThere);
        if (at >= 0)
        {
            Assert.Equal(_entries[at].Score, found.Score);
            Assert.Equal(at, Set.RankOf(found));
            _entries.RemoveAt(at);
        }

        if (random.Next(10) < (isGrowing ? 2 : 7))
        {
            Assert.Equal(at >= 0, Set.Remove(text));
            return;
        }

        var score = random.Next(8) == 0 ? OddScores[random.Next(OddScores.Length)] : random.Next(300);
        if (at >= 0)
            Set.SetScore(found, text, score);
        else
            Set.Add(text, score, limits);
        Put(new Entry(score, name));
    }

    /// <summary>Compares a bound, a rank and a step in both directions by chance.</summary>
    public void AssertSameSomewhere()
    {
        Assert.Equal(_entries.Count, Set.Count);
        var score = random.Next(-2, 302);
        Assert.Equal(_entries.Count(e => e.Score < score), Set.CountBefore(SortedBound.OfScore(score, isBehindEqual: false)));
        Assert.Equal(_entries.Count(e => e.Score <= score), Set.CountBefore(SortedBound.OfScore(score, isBehindEqual: true)));
        if (_entries.Count == 0)
            return;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var rank = random.Next(_entries.Count);
        var place = Set.PlaceAt(rank);
        Assert.Equal(_entries[rank].Member, Encoding.Latin1.GetString(Set.MemberAt(place, scratch)));
        Assert.Equal(_entries[rank].Score, Set.ScoreAt(place));
        var before = place;
        Assert.Equal(rank > 0, Set.MovePrevious(ref before));
        if (rank > 0)
            Assert.Equal(_entries[rank - 1].Score, Set.ScoreAt(before));
    }

    public void AssertSame() => AssertSame(Set);

    public void AssertSame(SortedSetView set) =>
        Assert.Equal(_entries.Select(e => $"{e.Member} {e.Score}"), EntriesOf(set));

    private void RemoveRange()
    {
        if (_entries.Count == 0)
            return;
        var rank = random.Next(_entries.Count);
        var count = random.Next(Math.Min(200, _entries.Count - rank) + 1);
        Set.RemoveRange(rank, count);
        _entries.RemoveRange(rank, count);
    }

    private byte[] NextMember() => random.Next(30) == 0 ? RandomTexts.Next(random, 3000) : RandomTexts.Ascii(random.Next(900) * 7919);

    private void Put(Entry entry)
    {
        var at = _entries.BinarySearch(entry, Order);
        _entries.Insert(~at, entry);
    }

    private readonly record struct Entry(double Score, string Member);
}
