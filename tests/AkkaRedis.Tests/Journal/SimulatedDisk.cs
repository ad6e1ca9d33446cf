using System.Diagnostics.CodeAnalysis;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Tests.Journal;

/// <summary>
/// A disk in memory that loses on <see cref="Crash"/> what disks may lose: of what was not synced, any part, in any order, down
/// to single sectors of a write; names of files that were made or deleted, unless their folder was synced. It can be full,
/// and it can fail.
/// </summary>
internal sealed class SimulatedDisk : IJournalDisk
{
    private const int SectorBytes = 64;

    private readonly Dictionary<string, SimulatedFile> _files = [];
    private readonly Dictionary<string, SimulatedFile> _durable = [];

    /// <summary>Bytes that all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Asked before each operation, by its name; true makes it fail.</summary>
    public Func<string, bool> Fails { get; set; } = _ => false;

    /// <summary>After so many operations the power is off, and all fail; null = it stays on.</summary>
    public int? OperationsLeft { get; set; }

    public bool IsOff => OperationsLeft <= 0;

    /// <summary>
    /// Draws what becomes of writes whose sync failed: on disk, or taken for written and never to be so, as Linux does; null = they
    /// stay to be synced.
    /// </summary>
    public Random? SyncLoss { get; set; }

    /// <summary>Says that it has synced and has not.</summary>
    public bool IgnoresSyncs { get; set; }

    public int Syncs { get; private set; }

    /// <summary>Bytes that were sent on their way, which promises nothing.</summary>
    public long SentBytes { get; private set; }

    public IEnumerable<string> Paths => _files.Keys.Order();

    public long BytesUsed => _files.Values.Sum(f => (long)f.Content.Length);

    public long BytesIn(string folder) => _files.Where(f => IsIn(f.Key, folder)).Sum(f => (long)f.Value.Content.Length);

    public int FilesIn(string folder) => _files.Keys.Count(p => IsIn(p, folder));

    public byte[] Content(string path) => _files[path].Content;

    public void SetContent(string path, byte[] content) => _files[path] = new SimulatedFile(content);

    public void Remove(string path) => _files.Remove(path);

    /// <summary>A bit of a file is not what it was.</summary>
    public void Flip(string path, int at, int bit) => _files[path].Flip(at, bit);

    public DiskFault? CreateFolder(string folder) => Fault("create folder", folder);

    public DiskFault? ListFiles(string folder, List<string> names)
    {
        names.AddRange(_files.Keys.Where(p => p.StartsWith(folder + "/", StringComparison.Ordinal)).Select(p => p[(folder.Length + 1)..]));
        return Fault("list", folder);
    }

    public bool TryOpen(string path, DiskOpen mode, [NotNullWhen(true)] out IJournalFile? file, [NotNullWhen(false)] out DiskFault? fault)
    {
        file = null;
        fault = Fault("open", path);
        if (fault is not null)
            return false;
        if (mode == DiskOpen.Create)
            _files[path] = new SimulatedFile([]);
        if (!_files.TryGetValue(path, out var content))
        {
            fault = new DiskFault(DiskFaultKind.Missing, path, "no such file");
            return false;
        }

        file = new Handle(this, path, content);
        return true;
    }

    public DiskFault? Delete(string path)
    {
        if (Fault("delete", path) is { } fault)
            return fault;
        return _files.Remove(path) ? null : new DiskFault(DiskFaultKind.Missing, path, "no such file");
    }

    public DiskFault? Rename(string from, string to)
    {
        if (Fault("rename", from) is { } fault)
            return fault;
        if (!_files.Remove(from, out var file))
            return new DiskFault(DiskFaultKind.Missing, from, "no such file");
        _files[to] = file;
        return null;
    }

    public DiskFault? SyncFolder(string folder)
    {
        if (Fault("sync folder", folder) is { } fault)
            return fault;
        if (IgnoresSyncs)
            return null;
        foreach (var path in _durable.Keys.Where(p => IsIn(p, folder) && !_files.ContainsKey(p)).ToList())
            _durable.Remove(path);
        foreach (var (path, file) in _files.Where(f => IsIn(f.Key, folder)))
            _durable[path] = file;
        return null;
    }

    /// <summary>The machine stops and starts again.</summary>
    public void Crash(Random random)
    {
        foreach (var path in _files.Keys.Union(_durable.Keys).ToList())
        {
            var (before, now) = (_durable.GetValueOrDefault(path), _files.GetValueOrDefault(path));
            var survivor = ReferenceEquals(now, before) || random.Next(2) == 0 ? now : before;
            _files.Remove(path);
            if (survivor is not null)
                _files[path] = new SimulatedFile(survivor.AfterCrash(random));
        }

        _durable.Clear();
        foreach (var (path, file) in _files)
            _durable[path] = file;
    }

    private static bool IsIn(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    private DiskFault? Fault(string what, string path)
    {
        if (IsOff)
            return new DiskFault(DiskFaultKind.Failed, path, $"{what}: no power");
        OperationsLeft--;
        return FaultDrawn(what, path);
    }

    private DiskFault? FaultDrawn(string what, string path) =>
        Fails(what) ? new DiskFault(DiskFaultKind.Failed, path, $"{what}: input/output error") : null;

    /// <summary>What is read now, and what is on disk with the operations since, any part of which a crash may let through.</summary>
    private sealed class SimulatedFile(byte[] content)
    {
        private readonly List<(long At, byte[] Bytes)> _unsynced = [];
        private byte[] _synced = content;
        private bool _hasLost;

        public byte[] Content { get; private set; } = content;

        public void Write(long at, ReadOnlySpan<byte> bytes)
        {
            _unsynced.Add((at, bytes.ToArray()));
            Content = Applied(Content, at, bytes.ToArray());
        }

        public void Truncate(long length)
        {
            _unsynced.Add((length, []));
            Content = Cut(Content, length);
        }

        public void Sync()
        {
            _synced = _hasLost ? Done(_synced) : Content;
            _unsynced.Clear();
        }

        /// <summary>Some of what was to be synced is, and the rest counts as if it were.</summary>
        public void LoseSome(Random random)
        {
            _synced = AfterCrash(random);
            _unsynced.Clear();
            _hasLost = true;
        }

        public void Flip(int at, int bit)
        {
            Content = [.. Content];
            Content[at] ^= (byte)(1 << bit);
            (_synced, _hasLost) = (Content, false);
            _unsynced.Clear();
        }

        public byte[] AfterCrash(Random random)
        {
            var content = _synced;
            var luck = random.Next(4);
            foreach (var (at, bytes) in _unsynced)
            {
                if (bytes.Length == 0)
                    content = luck == 0 || random.Next(2) == 0 ? Cut(content, at) : content;
                for (var from = 0; from < bytes.Length; from += SectorBytes)
                {
                    if (luck == 0 || random.Next(3) != 0)
                        content = Applied(content, at + from, bytes[from..Math.Min(bytes.Length, from + SectorBytes)]);
                }
            }

            return content;
        }

        private byte[] Done(byte[] content)
        {
            foreach (var (at, bytes) in _unsynced)
                content = bytes.Length == 0 ? Cut(content, at) : Applied(content, at, bytes);
            return content;
        }

        private static byte[] Applied(byte[] content, long at, byte[] bytes)
        {
            var result = new byte[Math.Max(content.Length, at + bytes.Length)];
            content.CopyTo(result, 0);
            bytes.CopyTo(result, at);
            return result;
        }

        private static byte[] Cut(byte[] content, long length) => content.Length <= length ? content : content[..(int)length];
    }

    private sealed class Handle(SimulatedDisk disk, string path, SimulatedFile file) : IJournalFile
    {
        public string Path => path;

        public DiskFault? ReadLength(out long bytes)
        {
            bytes = file.Content.Length;
            return disk.Fault("length", path);
        }

        public DiskFault? Read(long at, Span<byte> into, out int bytes)
        {
            bytes = (int)Math.Clamp(file.Content.Length - at, 0, into.Length);
            file.Content.AsSpan((int)Math.Min(at, file.Content.Length), bytes).CopyTo(into);
            return disk.Fault("read", path);
        }

        /// <summary>A write that finds no room leaves what fitted, as a real one does.</summary>
        public DiskFault? Write(long at, ReadOnlySpan<byte> bytes)
        {
            var room = disk.Capacity - disk.BytesUsed + file.Content.Length - at;
            var fails = disk.Fault("write", path);
            if (fails is null && room >= bytes.Length)
            {
                file.Write(at, bytes);
                return null;
            }

            file.Write(at, bytes[..(int)Math.Clamp(room, 0, bytes.Length / 2)]);
            return fails ?? new DiskFault(DiskFaultKind.Full, path, "write: no space left on device");
        }

        public DiskFault? Truncate(long bytes)
        {
            if (disk.Fault("truncate", path) is { } fault)
                return fault;
            file.Truncate(bytes);
            return null;
        }

        public DiskFault? Reserve(long bytes) =>
            bytes - file.Content.Length > disk.Capacity - disk.BytesUsed
                ? new DiskFault(DiskFaultKind.Full, path, "reserve: no space left on device")
                : null;

        public DiskFault? Sync()
        {
            if (disk.Fault("sync", path) is { } fault)
            {
                if (disk.SyncLoss is { } random)
                    file.LoseSome(random);
                return fault;
            }

            disk.Syncs++;
            if (!disk.IgnoresSyncs)
                file.Sync();
            return null;
        }

        public void Writeback(long from, long bytes, bool wait)
        {
            if (!wait)
                disk.SentBytes += bytes;
        }

        public void Dispose()
        {
        }
    }
}
