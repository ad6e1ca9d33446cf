using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>The sets that an operation reads, null where there is no such key, and which arguments name them.</summary>
internal sealed class SetInputs(int firstArg, SetView?[] sets)
{
    /// <summary>False, with WRONGTYPE written, when one of the keys holds another kind.</summary>
    public static bool TryRead(ReadContext c, int firstArg, int count, out SetInputs inputs)
    {
        var sets = new SetView?[count];
        inputs = new SetInputs(firstArg, sets);
        for (var i = 0; i < count; i++)
        {
            if (!c.TrySet(c.Args[firstArg + i], out sets[i]))
                return false;
        }

        return true;
    }

    public SetAlgebra Algebra(SetOperation operation) => new(operation, sets);

    public ReadOnlySpan<SetView?> Sets => sets;

    public byte[][] CopyKeys(ReadContext c)
    {
        var keys = new byte[sets.Length][];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = c.Args[firstArg + i].ToArray();
        return keys;
    }

    /// <summary>Are the keys' values still these? Nobody writes them while they are locked, but the time of a key may pass.</summary>
    public bool AreStill(WriteContext c)
    {
        for (var i = 0; i < sets.Length; i++)
        {
            var entry = c.Find(c.Args[firstArg + i]);
            if (sets[i] != (entry.IsNone ? null : entry.Collection))
                return false;
        }

        return true;
    }
}
