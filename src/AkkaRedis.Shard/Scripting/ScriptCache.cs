using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// The compiled scripts of one shard, in front of the node's <see cref="ScriptStore"/>, and the engine that holds them, which
/// is made when the first script comes: a shard without scripts has none. Scripts are found by source too, which is cheaper
/// than their SHA-1.
/// </summary>
internal sealed class ScriptCache(ScriptStore store) : IDisposable
{
    private readonly Dictionary<byte[], CompiledScript> _bySource = new(ByteArrayComparer.Instance);
    private readonly Dictionary<byte[], CompiledScript> _bySha = new(ByteArrayComparer.Instance);
    private IScriptEngine? _engine;
    private int _generation = store.Generation;

    public IScriptEngine Engine => _engine ??= new LuaEngine();

    public long MemoryBytes => _engine?.MemoryBytes ?? 0;

    /// <summary>The script of this source, compiled if it is new; null, with the error, when it cannot be.</summary>
    public CompiledScript? Take(ReadOnlySpan<byte> source, out string error)
    {
        error = "";
        DropFlushed();
        if (_bySource.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(source, out var known))
            return known;
        return Compile(ScriptStore.ShaOf(source), source.ToArray(), out error);
    }

    /// <summary>The script of this SHA-1, in any letter case; null when there is none.</summary>
    public CompiledScript? FindSha(ReadOnlySpan<byte> sha)
    {
        DropFlushed();
        if (_bySha.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(sha, out var known))
            return known;
        var lower = Lower(sha);
        if (_bySha.TryGetValue(lower, out known))
            return known;
        return store.Find(lower) is { } source ? Compile(lower, source, out _) : null;
    }

    public void Dispose() => _engine?.Dispose();

    internal static byte[] Lower(ReadOnlySpan<byte> sha)
    {
        var lower = new byte[sha.Length];
        System.Text.Ascii.ToLower(sha, lower, out var written);
        return written == lower.Length ? lower : [];
    }

    private CompiledScript? Compile(byte[] sha, byte[] source, out string error)
    {
        if (!ScriptHeader.TryParse(source, out var header, out error))
            return null;
        var number = Engine.Compile(source.AsSpan(header.BodyStart), out error);
        if (number == 0)
        {
            error = "Error compiling script (new function): " + error;
            return null;
        }

        var script = new CompiledScript(number, sha, header.Flags);
        _bySource[source] = script;
        _bySha[sha] = script;
        store.Add(sha, source);
        return script;
    }

    private void DropFlushed()
    {
        var generation = store.Generation;
        if (generation == _generation)
            return;
        _generation = generation;
        foreach (var script in _bySha.Values)
            Engine.Release(script.Number);
        _bySource.Clear();
        _bySha.Clear();
    }
}
