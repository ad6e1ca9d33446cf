using Akka.Actor;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Routing;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Rdb;
using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Import;

/// <summary>
/// Loads an RDB file into the shards of this node before it serves the first client. The file is read twice, value by value: first
/// to see that all of it is right, so that a bad one leaves nothing behind, then to hand its keys to their shards in chunks. A
/// shard gets its next chunk when it has stored the one before, so memory holds a chunk or two for each shard, whatever the file's size.
/// </summary>
internal sealed class RdbImport(string path, NodeServices node, ShardDirectory directory, ILogger log)
{
    private const int FileBufferBytes = 1 << 16;
    private const int Passes = 2;

    /// <summary>A shard that does not store a chunk for so long is not there any more.</summary>
    private static readonly TimeSpan ChunkTimeout = TimeSpan.FromSeconds(60);

    private readonly SlotMap _slots = new(directory.ShardCount);
    private readonly RecoveryProgress _progress = new();
    private readonly ImportChunk[] _chunks = [.. Enumerable.Range(0, directory.ShardCount).Select(_ => new ImportChunk())];

    /// <param name="verified">Called when all of the file is right and nothing is loaded yet.</param>
    /// <exception cref="StartupException">The file cannot be read, or is not right.</exception>
    public Task RunAsync(Action verified, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            try
            {
                node.Loading.Import = _progress;
                var functions = Verify(cancellation);
                verified();
                await LoadFunctionsAsync(functions, cancellation);
                await LoadAsync(cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                throw new StartupException($"--import {path}: {e.Message}", e);
            }
        },
        cancellation);

    /// <summary>The functions of the file.</summary>
    private IReadOnlyList<byte[]> Verify(CancellationToken cancellation)
    {
        using var file = Open();
        var reader = ReaderOf(file);
        _progress.TotalBytes = Passes * file.Length;
        while (reader.Next() is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            NoteProgress(file, bytesBefore: 0);
        }

        if (reader.Fault is { } fault)
            throw new StartupException($"--import {path}: {fault}; nothing was loaded");
        return reader.Functions;
    }

    /// <summary>Every shard has all functions.</summary>
    private async Task LoadFunctionsAsync(IReadOnlyList<byte[]> sources, CancellationToken cancellation)
    {
        for (var shard = 0; shard < _chunks.Length && sources.Count > 0; shard++)
        {
            var loaded = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            PrimaryOf(shard).Tell(new LoadFunctions(sources, loaded.SetResult), ActorRefs.NoSender);
            await StoredAsync(loaded.Task, cancellation);
            if (await loaded.Task is { } error)
                throw new StartupException($"--import {path}: a library of functions: {error}");
        }
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        using var file = Open();
        var reader = ReaderOf(file);
        long loaded = 0, expired = 0, nowMs = node.NowMs;
        while (reader.Next() is { } key)
        {
            NoteProgress(file, bytesBefore: file.Length);
            if (key.HasExpiredAt(nowMs))
            {
                expired++;
                continue;
            }

            var shard = _slots.ShardOfKey(key.Key.Span);
            if (_chunks[shard].Add(key))
                await SendAsync(shard, cancellation);
            loaded++;
        }

        for (var shard = 0; shard < _chunks.Length; shard++)
        {
            await SendAsync(shard, cancellation);
            await StoredAsync(_chunks[shard].Stored, cancellation);
        }

        if (reader.Fault is { } fault)
            throw new StartupException($"--import {path}: the file has changed while it was read: {fault}");
        node.Loading.NoteImported(loaded, expired);
        log.LogInformation("{Path}: {Loaded} keys imported, {Expired} had expired", path, loaded, expired);
    }

    private async Task SendAsync(int shard, CancellationToken cancellation)
    {
        await StoredAsync(_chunks[shard].Stored, cancellation);
        PrimaryOf(shard).Tell(_chunks[shard].Take(), ActorRefs.NoSender);
    }

    private IActorRef PrimaryOf(int shard) => directory.Find(shard) is { } route
        ? route.Primary
        : throw new StartupException($"--import {path}: shard {shard} stopped");

    private async Task StoredAsync(Task stored, CancellationToken cancellation)
    {
        try
        {
            await stored.WaitAsync(ChunkTimeout, node.Time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new StartupException($"--import {path}: a shard did not take its keys", e);
        }
    }

    private void NoteProgress(FileStream file, long bytesBefore) => _progress.Advance(bytesBefore + file.Position - _progress.DoneBytes);

    private FileStream Open() => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileBufferBytes);

    private RdbFileReader ReaderOf(FileStream file) =>
        new(file, file.Length, RdbLimits.Of(node.ShardSettings), node.Options.Databases);
}
