using System.Diagnostics.CodeAnalysis;

namespace AkkaRedis.Shard.Journal;

/// <summary>
/// Finds out what a stream's files hold after whatever happened to the machine, and makes them right again.
///
/// Segments that were on disk when their successor was begun are left for the replay to check; the others, usually the last
/// alone, are read through. Where the row of whole frames ends, one of two things is true. Something behind it says that more
/// was on disk: that is damage, and the stream stays shut. Or nothing does: then the machine stopped before it had written all,
/// in whatever order, and what is behind is cut off and reported. Files of which all is pruned are leftovers of a prune that
/// was not finished, and may be missing in any order.
/// </summary>
internal sealed class StreamRecovery(IJournalDisk disk, string folder, string stream, JournalLimits limits)
{
    private readonly List<string> _found = [];
    private readonly List<SegmentSurvey> _read = [];

    // What is left of the two above without the files of which all is pruned.
    private List<string> _names = [];
    private List<SegmentSurvey> _surveys = [];
    private long _prunedSequence;

    /// <summary>The stream as it is afterwards, or the failure that keeps it shut.</summary>
    public bool TryRun([NotNullWhen(true)] out RecoveredStream? recovered, [NotNullWhen(false)] out JournalFailure? failure)
    {
        recovered = null;
        failure = (List() ?? SurveyUnsynced()) is { } fault ? JournalFailure.Of(fault) : null;
        if (failure is not null)
            return false;
        var (good, last) = Assess();
        if ((Foreign() ?? MissingAtStart() ?? DamageBehind(good, last)) is { } damage)
        {
            failure = JournalFailure.Of(damage);
            return false;
        }

        var cut = CutOf(good);
        if (Repair(good, cut) is { } repairFault)
        {
            failure = JournalFailure.Of(repairFault);
            return false;
        }

        var leftovers = _found.Take(_found.Count - _names.Count).Select(name => $"{folder}/{name}").ToList();
        recovered = new RecoveredStream(Segments(good), leftovers, last, Math.Min(_prunedSequence, last), cut);
        return true;
    }

    private DiskFault? List()
    {
        var fault = disk.ListFiles(folder, _found);
        _found.RemoveAll(name => !SegmentName.TryParse(name, out _));
        _found.Sort(StringComparer.Ordinal);
        return fault;
    }

    /// <summary>
    /// Reads segments from the last back to one of which anything says that all before it was on disk; in the end they are in
    /// their order.
    /// </summary>
    private DiskFault? SurveyUnsynced()
    {
        for (var i = _found.Count - 1; i >= 0; i--)
        {
            if (SegmentSurvey.Take(disk, folder, stream, _found[i], limits, out var fault) is not { } survey)
                return fault;
            _read.Insert(0, survey);
            if (survey.HasHeader && survey.SyncedSequence >= survey.FirstSequence - 1)
                break;
        }

        return null;
    }

    /// <summary>
    /// Finds the whole part. What was pruned is told by that part itself: no file was deleted for the sake of a note that was not
    /// on disk, so a note that is about to be cut counts for nothing, and the files it gave up count again.
    /// </summary>
    private (int Segments, long Last) Assess()
    {
        foreach (var pruned in _read.SelectMany(s => s.PrunedSequences).Append(0).Distinct().OrderDescending())
        {
            DropPruned(pruned);
            var whole = WholePart();
            var noted = PrunedBy(_surveys.Take(whole.Segments));
            if (noted < pruned)
                continue;
            _prunedSequence = noted;
            return whole;
        }

        return (0, 0);
    }

    private static long PrunedBy(IEnumerable<SegmentSurvey> surveys) => surveys.SelectMany(s => s.PrunedSequences).DefaultIfEmpty().Max();

    private void DropPruned(long pruned)
    {
        _prunedSequence = pruned;
        var dropped = 0;
        while (dropped + 1 < _found.Count && FirstOf(_found[dropped + 1]) - 1 <= _prunedSequence && HasBegun(dropped + 1))
            dropped++;
        _names = _found[dropped..];
        _surveys = _read[Math.Max(0, _read.Count - _names.Count)..];
    }

    /// <summary>
    /// May the files before this one go? Not as long as it has no head: then the one before is the last that is whole, and has the note.
    /// </summary>
    private bool HasBegun(int found)
    {
        var read = found - (_found.Count - _read.Count);
        return read < 0 || _read[read].HasHeader;
    }

    private bool IsStartMissing => _names.Count > 0 && FirstOf(_names[0]) - 1 > _prunedSequence;

    private StreamDamage? Foreign() => _surveys.Find(s => s.IsForeign) is { } foreign
        ? new StreamDamage($"{folder}/{foreign.Name}", 0, "it is a segment of another stream, place or version")
        : null;

    /// <summary>The names of the first files may not have been on disk; then nothing at all was.</summary>
    private StreamDamage? MissingAtStart() =>
        IsStartMissing && _surveys.Any(s => s.SyncedSequence > 0)
            ? new StreamDamage($"{folder}/{_names[0]}", 0,
                $"events {_prunedSequence + 1} to {FirstOf(_names[0]) - 1} should be in files before it, which are missing")
            : null;

    /// <summary>How many of the read segments hold the row of whole writes, the last of them maybe in part; its last number.</summary>
    private (int Segments, long Last) WholePart()
    {
        if (IsStartMissing || _surveys.Count == 0)
            return (0, 0);
        var last = _surveys[0].FirstSequence - 1;
        for (var i = 0; i < _surveys.Count; i++)
        {
            var survey = _surveys[i];
            if (!survey.HasHeader || survey.FirstSequence - 1 != last)
                return (i, last);
            last = survey.LastSequence;
            if (!survey.IsWhole)
                return (i + 1, last);
        }

        return (_surveys.Count, last);
    }

    private StreamDamage? DamageBehind(int good, long last)
    {
        var witnesses = _surveys.Skip(Math.Max(0, good - 1));
        if (witnesses.All(s => s.SyncedSequence <= last))
            return null;
        var inside = good > 0 && !_surveys[good - 1].IsWhole;
        if (!inside && good == _surveys.Count)
            return null;
        var broken = _surveys[inside ? good - 1 : good];
        var what = inside || broken.FirstSequence - 1 == last
            ? $"the frame after event {last} is broken, and was whole once"
            : $"events {last + 1} to {broken.FirstSequence - 1} should be in a file before it, which is missing";
        return new StreamDamage($"{folder}/{broken.Name}", inside ? broken.GoodBytes : 0, what);
    }

    private StreamCut? CutOf(int good)
    {
        var lost = _surveys.Skip(good).Sum(s => s.Bytes);
        if (good > 0)
            lost += _surveys[good - 1].Bytes - _surveys[good - 1].GoodBytes;
        if (lost == 0)
            return null;
        var at = good > 0 ? _surveys[good - 1] : _surveys[0];
        return new StreamCut($"{folder}/{at.Name}", good > 0 ? at.GoodBytes : 0, lost);
    }

    /// <summary>
    /// Cuts, the newest files first so that a stop in between leaves no gap, and syncs what was read, so that what is appended
    /// next stands on firm ground. What nothing says to be on disk is written once more: a process before this one may have ended
    /// after a sync that failed, and then the system takes for written what is in its memory alone.
    /// </summary>
    private DiskFault? Repair(int good, StreamCut? cut)
    {
        for (var i = _surveys.Count - 1; i >= good; i--)
        {
            if (disk.Delete($"{folder}/{_surveys[i].Name}") is { } fault)
                return fault;
        }

        if (_surveys.Count > good && disk.SyncFolder(folder) is { } folderFault)
            return folderFault;
        for (var i = 0; i < good; i++)
        {
            if (Settle(_surveys[i], isCut: cut is not null && i == good - 1) is { } fault)
                return fault;
        }

        return good > 0 ? disk.SyncFolder(folder) : null;
    }

    private DiskFault? Settle(SegmentSurvey survey, bool isCut)
    {
        if (!disk.TryOpen($"{folder}/{survey.Name}", DiskOpen.Write, out var file, out var fault))
            return fault;
        using (file)
            return (isCut ? file.Truncate(survey.GoodBytes) : null)
                ?? SegmentRewrite.Run(file, survey.SyncedBytes, survey.GoodBytes)
                ?? file.Sync();
    }

    private List<SegmentInfo> Segments(int good)
    {
        var unread = _names.Count - _surveys.Count;
        var segments = _names.Take(unread).Select(name => new SegmentInfo(FirstOf(name), SegmentInfo.WholeFile)).ToList();
        segments.AddRange(_surveys.Take(good).Select(s => new SegmentInfo(s.FirstSequence, s.GoodBytes)));
        return segments;
    }

    private static long FirstOf(string name)
    {
        SegmentName.TryParse(name, out var first);
        return first;
    }
}

/// <summary>One file of a stream.</summary>
/// <param name="EndOffset">End of what is whole; <see cref="WholeFile"/> = to the end of the file.</param>
public readonly record struct SegmentInfo(long FirstSequence, long EndOffset)
{
    public const long WholeFile = -1;
}

/// <summary>A stream as recovery left it: its files, oldest first, and what they hold.</summary>
/// <param name="Leftovers">Files of which all is pruned, to be deleted.</param>
internal sealed record RecoveredStream(
    List<SegmentInfo> Segments, List<string> Leftovers, long LastSequence, long PrunedSequence, StreamCut? Cut);
