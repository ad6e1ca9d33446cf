using System.Text;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Tests.Journal;

/// <summary>One stream on a simulated disk, with small segments, and a dumb twin that knows what was written.</summary>
internal sealed class JournalRig
{
    public const string Stream = "shard-1";

    public static readonly JournalLimits Limits = new()
    {
        SegmentBytes = 1000, ReserveBytes = 200, PruneRollBytes = 300, TurnBytes = 4000, OutputBytes = 256, WindowBytes = 128,
    };

    private readonly FrameOutput _output = new(Limits.OutputBytes);
    private readonly List<Action> _background = [];
    private SegmentStream? _open;

    public SimulatedDisk Disk { get; } = new();

    public JournalStatus Status { get; } = new();

    public SyncPolicy Policy { get; set; } = SyncPolicy.EverySecond;

    public SegmentStream Open => _open ?? throw new InvalidOperationException("the stream is not open");

    /// <summary>Payloads by sequence number, of all that was ever acknowledged and not cut.</summary>
    public SortedDictionary<long, string> Twin { get; } = [];

    public long Pruned { get; private set; }

    public long Next => Twin.Count == 0 ? Math.Max(1, Open.LastSequence + 1) : Twin.Keys.Last() + 1;

    /// <summary>Opens the stream; null, or why it cannot be.</summary>
    public JournalFailure? TryOpen()
    {
        _open = null;
        return SegmentStream.TryOpen(Disk, Stream, Limits, out _open, out var failure) ? null : failure;
    }

    public JournalRig MustOpen()
    {
        Assert.Null(TryOpen());
        return this;
    }

    /// <summary>Writes some events as one request; the failure, if any.</summary>
    public JournalFailure? Append(params string[] payloads)
    {
        JournalFailure? failure = null;
        var next = Next;
        Run(Request(next, payloads, f => failure = f));
        foreach (var payload in failure is null ? payloads : [])
            Twin[next++] = payload;
        return failure;
    }

    public JournalFailure? Prune(long to)
    {
        JournalFailure? failure = null;
        Run(new PruneRequest(to, f => failure = f));
        if (failure is null)
            Pruned = Math.Max(Pruned, Math.Min(to, Open.LastSequence));
        return failure;
    }

    /// <summary>What would be done in the background.</summary>
    public void RunBackground()
    {
        foreach (var work in _background)
            work();
        _background.Clear();
    }

    public void Crash(Random random)
    {
        Disk.Crash(random);
        _background.Clear();
        _open = null;
    }

    /// <summary>A request of events that are one atomic write.</summary>
    public static AppendRequest Request(long first, IReadOnlyList<string> payloads, Action<JournalFailure?> completed) => new(
        [.. payloads.Select((p, i) => new PendingFrame(
            new FrameHeader
            {
                Kind = FrameKind.Group,
                Sequence = first + i,
                Shard = 1,
                Epoch = 7,
                Offset = first * 100,
                IsContinued = i < payloads.Count - 1,
            },
            Encoding.Latin1.GetBytes(p)))],
        completed);

    public void Run(params JournalRequest[] requests) => new StreamTurn(_output, Status, _background.Add).Run(Open, requests, Policy);

    public List<(long Sequence, string Payload)> Replay(long from = 0, long to = long.MaxValue)
    {
        var (events, failure) = TryReplay(from, to);
        Assert.Null(failure);
        return events;
    }

    public (List<(long Sequence, string Payload)> Events, JournalFailure? Failure) TryReplay(long from = 0, long to = long.MaxValue)
    {
        using var replay = new StreamReplay(Disk, Open.Describe(), from, to, Limits);
        var events = new List<(long, string)>();
        while (replay.MoveNext())
            events.Add((replay.Frame.Sequence, Encoding.Latin1.GetString(replay.Payload)));
        return (events, replay.Failure);
    }

    /// <summary>What the twin says a replay gives.</summary>
    public IEnumerable<(long Sequence, string Payload)> Expected(long from = 0, long to = long.MaxValue) =>
        Twin.Where(e => e.Key > Pruned && e.Key >= from && e.Key <= to).Select(e => (e.Key, e.Value));

    /// <summary>Events that came after are forgotten by the twin too.</summary>
    public void ForgetAfter(long last)
    {
        foreach (var sequence in Twin.Keys.Where(k => k > last).ToList())
            Twin.Remove(sequence);
    }

    public static string Text(Random random, int maxLength) => new((char)random.Next('a', 'z' + 1), random.Next(maxLength + 1));
}
