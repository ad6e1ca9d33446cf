using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Scripting;

/// <summary>What a library can ask for while it is loaded: nothing of the data, and not for long.</summary>
internal sealed class LibraryHost(ScriptEnvironment environment) : IScriptHost
{
    private const int MaxLoadMs = 500;

    private readonly long _startedTimestamp = environment.Time.GetTimestamp();

    public ReadOnlySpan<byte> Call(in Args args, int protocol) => "-ERR This Redis command is not allowed from script\r\n"u8;

    public bool HasCommand(in Args args) => false;

    public void Log(int level, string message) => environment.Log?.Invoke(level, message);

    public bool MayContinue() => environment.Time.GetElapsedTime(_startedTimestamp).TotalMilliseconds <= MaxLoadMs;
}
