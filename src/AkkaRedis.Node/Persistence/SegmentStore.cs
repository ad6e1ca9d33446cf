using System.Collections.Concurrent;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// The journal of a node: the shell of <see cref="JournalQueue"/> and <see cref="StreamTurn"/>, which owns the threads.
///
/// One thread writes for all streams: while it is in the disk, the next groups gather. A second one helps while the policy is
/// <see cref="SyncPolicy.Always"/>, so that one stream's commit does not wait for another's sync. A third syncs once a second, and has the
/// disk begin earlier.
/// Streams are opened, and files deleted, on the thread pool, so that shards recover side by side.
/// </summary>
public sealed class SegmentStore : IDisposable
{
    private const int Writers = 2;
    private const int SyncIntervalMs = 1000;
    private const int WritebackIntervalMs = 50;

    /// <summary>For what waits while a stream is opened, which is little: mostly the question what it holds.</summary>
    private const int OpeningOutputBytes = 1 << 12;

    private readonly IJournalDisk _disk;
    private readonly IDisposable? _directory;
    private readonly SegmentStoreSettings _settings;
    private readonly TimeProvider _time;
    private readonly JournalQueue _queue;
    private readonly ConcurrentDictionary<string, QueuedStream> _streams = new();
    private readonly AutoResetEvent[] _wakes = [.. Enumerable.Range(0, Writers).Select(_ => new AutoResetEvent(false))];
    private readonly bool[] _waits = new bool[Writers];
    private readonly AutoResetEvent _syncWake = new(false);
    private readonly SyncPace _syncPace = new();
    private readonly ManualResetEvent _backgroundDone = new(false);
    private readonly Thread[] _threads;
    private int _background = 1;
    private int _policy;
    private volatile bool _isClosing;
    private int _isDisposed;

    /// <param name="directory">Given back when the store is disposed.</param>
    public SegmentStore(IJournalDisk disk, SegmentStoreSettings settings, TimeProvider time, IDisposable? directory = null)
    {
        (_disk, _settings, _time, _directory) = (disk, settings, time, directory);
        _policy = (int)settings.Policy;
        _queue = new JournalQueue(settings.Limits);
        _threads =
        [
            .. Enumerable.Range(0, Writers).Select(n => new Thread(() => RunWriter(n)) { IsBackground = true, Name = $"journal {n}" }),
            new Thread(RunSyncer) { IsBackground = true, Name = "journal sync" },
        ];
        foreach (var thread in _threads)
            thread.Start();
    }

    public JournalStatus Status { get; } = new();

    public IJournalDisk Disk => _disk;

    public JournalLimits Limits => _settings.Limits;

    /// <summary>May be changed at any time; the next group is written by it.</summary>
    public SyncPolicy Policy
    {
        get => (SyncPolicy)Volatile.Read(ref _policy);
        set
        {
            Volatile.Write(ref _policy, (int)value);
            WakeWriters();
        }
    }

    /// <summary>Bytes that wait to be written.</summary>
    public long QueuedBytes => _queue.Bytes;

    /// <summary>How long the sync that goes on has been going on; 0 when none does.</summary>
    public long SyncRunningMs => Status.SyncRunningMs(NowMs);

    private long NowMs => _time.GetTimestamp() * 1000 / _time.TimestampFrequency;

    /// <summary>Opens the journal in a folder.</summary>
    /// <exception cref="Hosting.StartupException">The folder cannot be had.</exception>
    public static SegmentStore Open(SegmentStoreSettings settings, TimeProvider time)
    {
        var directory = JournalDirectory.Open(settings.Directory);
        return new SegmentStore(new JournalDisk(directory.Path), settings, time, directory);
    }

    /// <summary>Has a request done; it is completed on another thread, or on this one when it is refused at once.</summary>
    public void Post(string stream, JournalRequest request)
    {
        if (_queue.Post(_streams.GetOrAdd(stream, static id => new QueuedStream(id)), request) is { } refusal)
            request.Fail(refusal);
        else
            WakeWriters();
    }

    /// <summary>
    /// Writes a group on the caller's thread, as redis-server does on its only one: into the system's memory that takes less than
    /// waking a thread, and with <see cref="SyncPolicy.Always"/> so does a sync of a fast disk, nearly. Not while the disk is being
    /// waited for, nor when it is slow, which would hold the caller up; then it is posted as ever.
    /// </summary>
    /// <param name="turn">The caller's own.</param>
    public void PostOrWrite(string stream, AppendRequest request, List<JournalRequest> single, StreamTurn turn)
    {
        var policy = Policy;
        var queued = _streams.GetOrAdd(stream, static id => new QueuedStream(id));
        if ((policy == SyncPolicy.Always && !_syncPace.IsFast) || Status.IsSyncing || request.Bytes > Limits.OwnWriteBytes
            || !_queue.TryTakeIdle(queued, request.Bytes))
        {
            Post(stream, request);
            return;
        }

        var isOpen = queued.Files is not null;
        if (isOpen)
        {
            single.Add(request);
            RunTurn(turn, queued.Files!, single, policy);
            single.Clear();
        }

        if (_queue.Return(queued) || _isClosing)
            WakeWriters();
        if (!isOpen)
            Post(stream, request);
    }

    /// <summary>A turn for a thread that writes groups itself.</summary>
    public StreamTurn NewOwnTurn() => NewTurn(Limits.OwnWriteBytes);

    /// <summary>Writes what waits, syncs it and closes the files.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _queue.Close();
        _isClosing = true;
        WakeWriters();
        _syncWake.Set();
        foreach (var thread in _threads)
            thread.Join();
        EndBackground();
        _backgroundDone.WaitOne();
        CloseStreams();
        _directory?.Dispose();
        foreach (var wake in _wakes.Append(_syncWake))
            wake.Dispose();
        _backgroundDone.Dispose();
    }

    private void CloseStreams()
    {
        var output = new FrameOutput(OpeningOutputBytes);
        foreach (var files in _streams.Values.Select(s => s.Files).OfType<SegmentStream>())
        {
            if (files.Attest(output) is { } fault)
                _settings.Warn($"journal: not all is on disk: {fault}");
            files.Dispose();
        }
    }

    private void RunWriter(int number)
    {
        var turn = NewTurn(_settings.Limits.OutputBytes);
        var requests = new List<JournalRequest>();
        while (!_queue.IsDrained)
        {
            if (MayTake(number) && _queue.TryTake(requests) is { } stream)
            {
                var taken = requests;
                if (stream.Files is null)
                {
                    requests = [];
                    InBackground(() => OpenAndServe(stream, taken));
                    continue;
                }

                RunTurn(turn, stream.Files, taken, Policy);
                taken.Clear();
                _queue.Return(stream);
                continue;
            }

            WaitForWork(number);
        }

        WakeWriters();
    }

    /// <summary>Whoever posts first looks whether this writer waits; so it says so before its last look at the queue.</summary>
    private void WaitForWork(int number)
    {
        Volatile.Write(ref _waits[number], true);
        Interlocked.MemoryBarrier();
        if (!(MayTake(number) && _queue.HasReady) && !_queue.IsDrained)
            _wakes[number].WaitOne();
        Volatile.Write(ref _waits[number], false);
    }

    private bool MayTake(int writer) => writer == 0 || Policy == SyncPolicy.Always;

    private void OpenAndServe(QueuedStream stream, List<JournalRequest> requests)
    {
        if (SegmentStream.TryOpen(_disk, stream.Id, _settings.Limits, out var files, out var failure))
        {
            if (files.Cut is { } cut)
                _settings.Warn($"journal: {cut}");
            stream.Files = files;
            NewTurn(OpeningOutputBytes).Run(files, requests, Policy);
            InBackground(() => Status.NoteFault(files.DropLeftovers()));
        }
        else
        {
            _settings.Warn($"journal: {failure.Message}");
            foreach (var request in requests)
                request.Fail(failure);
        }

        _queue.Return(stream);
        WakeWriters();
    }

    private void RunSyncer()
    {
        var syncedAtMs = NowMs;
        var isWriting = false;
        while (!_isClosing)
        {
            _syncWake.WaitOne(isWriting ? WritebackIntervalMs : SyncIntervalMs);
            isWriting = Policy == SyncPolicy.EverySecond && BeginWriteback();
            if (!isWriting || _isClosing || NowMs - syncedAtMs >= SyncIntervalMs - WritebackIntervalMs)
            {
                SyncRound();
                syncedAtMs = NowMs;
            }
        }
    }

    /// <summary>True when a stream has something that is not synced.</summary>
    private bool BeginWriteback()
    {
        var any = false;
        foreach (var stream in _streams.Values)
            any |= stream.Files?.BeginWriteback() ?? false;
        return any;
    }

    /// <summary>
    /// Everything is synced but when the system is to decide: then only full segments, so that recovery need not read them.
    /// </summary>
    private void SyncRound()
    {
        Status.SyncBegins(NowMs);
        DiskFault? fault = null;
        foreach (var stream in _streams.Values)
            fault = stream.Files?.Sync(sealedOnly: Policy == SyncPolicy.No) ?? fault;
        Status.SyncEnds(NowMs);
        Status.NoteSync(fault);
    }

    private void RunTurn(StreamTurn turn, SegmentStream files, List<JournalRequest> requests, SyncPolicy policy)
    {
        if (policy != SyncPolicy.Always)
        {
            turn.Run(files, requests, policy);
            return;
        }

        var began = _time.GetTimestamp();
        turn.Run(files, requests, policy);
        _syncPace.Note(_time.GetElapsedTime(began));
    }

    private StreamTurn NewTurn(int outputBytes) => new(new FrameOutput(outputBytes), Status, InBackground);

    /// <summary>One that is at work looks at the queue again by itself.</summary>
    private void WakeWriters()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waits[0]))
            _wakes[0].Set();
        else if (Policy == SyncPolicy.Always && Volatile.Read(ref _waits[1]))
            _wakes[1].Set();
        if (_isClosing)
            Array.ForEach(_wakes, wake => wake.Set());
    }

    private void InBackground(Action work)
    {
        Interlocked.Increment(ref _background);
        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                state.work();
                state.store.EndBackground();
            },
            (store: this, work),
            preferLocal: false);
    }

    private void EndBackground()
    {
        if (Interlocked.Decrement(ref _background) == 0)
            _backgroundDone.Set();
    }
}
