namespace AkkaRedis.Shard.Values;

/// <summary>What became of a register that was to be raised.</summary>
internal enum HyperLogLogChange
{
    None,
    Raised,

    /// <summary>The runs do not reach the register.</summary>
    Corrupt,
}

/// <summary>
/// A HyperLogLog in a buffer of the caller's, being changed. In the sparse form, a run is split in up to three around the
/// register; then neighbours of equal value are joined, in the five runs from the one before on: no more, because Redis
/// does so, and the bytes must be the same. It becomes dense when a value or its length is too large.
/// </summary>
internal ref struct HyperLogLogEdit
{
    private const int RunsToJoin = 5;

    private readonly Span<byte> _buffer;
    private readonly long _sparseMaxBytes;
    private int _length;

    /// <summary>From where the next search may start, when it is for a later register.</summary>
    private RunPlace _near = RunPlace.Start;

    /// <param name="buffer">Has <see cref="BufferBytes"/> or more; the first <paramref name="length"/> bytes are the value.</param>
    public HyperLogLogEdit(Span<byte> buffer, int length, long sparseMaxBytes)
    {
        _buffer = buffer;
        _length = length;
        _sparseMaxBytes = sparseMaxBytes;
    }

    public readonly ReadOnlySpan<byte> Bytes => _buffer[.._length];

    public readonly bool IsDense => HyperLogLog.IsDense(_buffer);

    /// <summary>Room that a value of this length may need while it is changed: a run for every register, or the dense form.</summary>
    public static int BufferBytes(int length) => length + HyperLogLog.Registers + HyperLogLog.EmptyBytes;

    public HyperLogLogChange Raise(int register, byte value)
    {
        if (IsDense)
            return HyperLogLogDense.TryRaise(_buffer[.._length], register, value) ? HyperLogLogChange.Raised : HyperLogLogChange.None;
        return value > HyperLogLogRun.MaxValue ? RaiseInDense(register, value) : RaiseInSparse(register, value);
    }

    public readonly void MarkStale() => HyperLogLog.MarkStale(_buffer);

    /// <summary>Makes a sparse one dense; false, and nothing changed, for a corrupt one.</summary>
    public bool TryMakeDense()
    {
        if (IsDense)
            return true;
        Span<byte> registers = stackalloc byte[HyperLogLog.Registers];
        registers.Clear();
        if (!HyperLogLog.TryMerge(Bytes, registers))
            return false;
        _length = HyperLogLog.DenseBytes;
        _buffer[HyperLogLog.HeaderBytes.._length].Clear();
        HyperLogLog.MarkDense(_buffer);
        for (var i = 0; i < HyperLogLog.Registers; i++)
        {
            if (registers[i] > 0)
                HyperLogLogDense.TryRaise(_buffer[.._length], i, registers[i]);
        }

        return true;
    }

    private HyperLogLogChange RaiseInDense(int register, byte value)
    {
        if (!TryMakeDense())
            return HyperLogLogChange.Corrupt;
        HyperLogLogDense.TryRaise(_buffer[.._length], register, value);
        return HyperLogLogChange.Raised;
    }

    private HyperLogLogChange RaiseInSparse(int register, byte value)
    {
        if (!TryFind(register, out var place, out var run))
            return HyperLogLogChange.Corrupt;
        _near = place;
        if (run.Value >= value)
            return HyperLogLogChange.None;
        Span<byte> split = stackalloc byte[5];
        var splitBytes = Split(run, register - place.First, value, split);
        var added = splitBytes - run.Bytes;
        if (added > 0 && _length + added > _sparseMaxBytes)
            return RaiseInDense(register, value);
        _buffer[(place.At + run.Bytes).._length].CopyTo(_buffer[(place.At + splitBytes)..]);
        split[..splitBytes].CopyTo(_buffer[place.At..]);
        _length += added;
        JoinEqualRuns(place.Before >= 0 ? place.Before : HyperLogLog.HeaderBytes);
        _near = place.StepBack();
        MarkStale();
        return HyperLogLogChange.Raised;
    }

    private readonly bool TryFind(int register, out RunPlace place, out HyperLogLogRun run)
    {
        place = register >= _near.First ? _near : RunPlace.Start;
        run = default;
        while (place.At < _length)
        {
            run = HyperLogLogRun.At(Bytes, place.At);
            if (place.At + run.Bytes > _length)
                return false;
            if (register < place.First + run.Registers)
                return true;
            place = place.Next(run);
        }

        return false;
    }

    /// <summary>Writes the runs that take the place of one in which one register is raised; number of bytes.</summary>
    private static int Split(in HyperLogLogRun run, int before, byte value, Span<byte> to)
    {
        var n = before > 0 ? HyperLogLogRun.Write(to, run.Value, before) : 0;
        n += HyperLogLogRun.Write(to[n..], value, 1);
        var after = run.Registers - before - 1;
        return after > 0 ? n + HyperLogLogRun.Write(to[n..], run.Value, after) : n;
    }

    private void JoinEqualRuns(int at)
    {
        for (var runs = RunsToJoin; runs > 0 && at < _length; runs--)
        {
            var run = HyperLogLogRun.At(Bytes, at);
            if (!TryJoinNext(at, run))
                at += run.Bytes;
        }
    }

    private bool TryJoinNext(int at, in HyperLogLogRun run)
    {
        if (!run.IsValue || at + 1 >= _length)
            return false;
        var next = HyperLogLogRun.At(Bytes, at + 1);
        var registers = run.Registers + next.Registers;
        if (next.Value != run.Value || registers > HyperLogLogRun.MaxValueRegisters)
            return false;
        HyperLogLogRun.Write(_buffer[(at + 1)..], run.Value, registers);
        _buffer[(at + 1).._length].CopyTo(_buffer[at..]);
        _length--;
        return true;
    }

    /// <summary>
    /// Where a run starts, which register is its first, and the same of the two runs before it, -1 when there is none or it
    /// is not known.
    /// </summary>
    private readonly record struct RunPlace(int At, int First, int Before, int FirstBefore, int BeforeThat)
    {
        public static readonly RunPlace Start = new(HyperLogLog.HeaderBytes, 0, -1, -1, -1);

        public RunPlace Next(in HyperLogLogRun run) => new(At + run.Bytes, First + run.Registers, At, First, Before);

        /// <summary>The run before, of which enough is known to start from it; else the first one.</summary>
        public RunPlace StepBack() => Before >= 0 && FirstBefore >= 0 ? new(Before, FirstBefore, BeforeThat, -1, -1) : Start;
    }
}
