using System.Runtime.CompilerServices;

namespace AkkaRedis.Protocol.Batches;

/// <summary>Where one argument lies in the buffer of its batch: offset and length in bytes.</summary>
public readonly record struct ArgRef(int Offset, int Length);

/// <summary>
/// The arguments of one command, name included, as views into a shared buffer. Valid as long as the batch that owns the
/// buffer is; copies nothing.
/// </summary>
public readonly struct Args
{
    private readonly byte[] _buffer;
    private readonly ArgRef[] _refs;
    private readonly int _first;

    public Args(byte[] buffer, ArgRef[] refs, int first, int count)
    {
        _buffer = buffer;
        _refs = refs;
        _first = first;
        Count = count;
    }

    /// <summary>Number of arguments, the command's name included.</summary>
    public int Count { get; }

    public ReadOnlySpan<byte> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var r = RefAt(index);
            return new ReadOnlySpan<byte>(_buffer, r.Offset, r.Length);
        }
    }

    /// <summary>The same bytes as <see cref="this[int]"/>, as memory that may be kept until the batch is released.</summary>
    public ReadOnlyMemory<byte> MemoryAt(int index)
    {
        var r = RefAt(index);
        return new ReadOnlyMemory<byte>(_buffer, r.Offset, r.Length);
    }

    public ArgRef RefAt(int index)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index));
        return _refs[_first + index];
    }

    /// <summary>The arguments from <paramref name="start"/> on; used for subcommands and nested commands.</summary>
    public Args From(int start) => new(_buffer, _refs, _first + start, Count - start);

    /// <summary>Own arguments over copied bytes: for commands made by the server itself (replay, tests).</summary>
    public static Args Of(params ReadOnlySpan<byte[]> parts)
    {
        var refs = new ArgRef[parts.Length];
        var total = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            refs[i] = new ArgRef(total, parts[i].Length);
            total += parts[i].Length;
        }

        var buffer = new byte[total];
        for (var i = 0; i < parts.Length; i++)
            parts[i].CopyTo(buffer, refs[i].Offset);
        return new Args(buffer, refs, 0, refs.Length);
    }
}
