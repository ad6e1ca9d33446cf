using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Commands;

/// <summary>The words of an effect that is put together one by one; its own copy of them.</summary>
internal sealed class EffectWords
{
    private byte[] _bytes = new byte[256];
    private ArgRef[] _refs = new ArgRef[8];
    private int _used;

    public EffectWords(ReadOnlySpan<byte> command, ReadOnlySpan<byte> key)
    {
        Add(command);
        Add(key);
    }

    /// <summary>Words so far.</summary>
    public int Count { get; private set; }

    public Args Args => new(_bytes, _refs, 0, Count);

    public void Add(ReadOnlySpan<byte> word)
    {
        if (_bytes.Length - _used < word.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _used, (long)_used + word.Length)));
        if (Count == _refs.Length)
            Array.Resize(ref _refs, 2 * Count);
        word.CopyTo(_bytes.AsSpan(_used));
        _refs[Count++] = new ArgRef(_used, word.Length);
        _used += word.Length;
    }
}
