using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// A language for scripts, and its memory, on one shard. Not thread-safe. Scripts are numbered by the engine; an error of a
/// script is its reply.
/// </summary>
public interface IScriptEngine : IDisposable
{
    /// <summary>Bytes the engine has taken.</summary>
    long MemoryBytes { get; }

    /// <summary>Makes a script of its source: its number, or 0 with the text of the error.</summary>
    int Compile(ReadOnlySpan<byte> source, out string error);

    /// <summary>
    /// Runs the source of a library, which registers functions: these, or null with the text of the error. The host ends what
    /// takes too long.
    /// </summary>
    IReadOnlyList<LibraryFunction>? LoadLibrary(ReadOnlySpan<byte> source, IScriptHost host, long memoryLimitBytes, out string error);

    /// <summary>Forgets a script or function.</summary>
    void Release(int script);

    /// <summary>Runs a script to its end and writes one reply. True when that is an error of a command the script called.</summary>
    bool Run(CompiledScript script, in ScriptInput input, IScriptHost host, RespWriter reply);
}

/// <summary>What one run of a script is given.</summary>
/// <param name="Args">The arguments of EVAL or FCALL.</param>
/// <param name="KeyCount">Keys, from the fourth argument on; the rest are ARGV.</param>
/// <param name="MemoryLimitBytes">What all scripts of the shard together may take.</param>
public readonly record struct ScriptInput(Args Args, int KeyCount, long MemoryLimitBytes);

/// <summary>What a running script can ask of the shard. Called inside the script.</summary>
public interface IScriptHost
{
    /// <summary>Runs a command; its reply, in the given protocol, stays valid until the next call.</summary>
    ReadOnlySpan<byte> Call(in Args args, int protocol);

    /// <summary>Is there such a command?</summary>
    bool HasCommand(in Args args);

    /// <summary>Writes to the server's log; levels 0 (debug) to 3 (warning).</summary>
    void Log(int level, string message);

    /// <summary>Called every now and then: false when the script is to end.</summary>
    bool MayContinue();
}
