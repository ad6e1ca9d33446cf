using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AkkaRedis.Protocol;

/// <summary>A broken invariant: a defect of the server, never of its input.</summary>
public sealed class InvariantException(string what) : Exception($"invariant broken: {what}");

/// <summary>Invariants, checked in Release too.</summary>
public static class Check
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void That([DoesNotReturnIf(false)] bool holds, string what)
    {
        if (!holds)
            Throw(what);
    }

    [DoesNotReturn]
    private static void Throw(string what) => throw new InvariantException(what);
}
