namespace AkkaRedis.Shard.Scripting;

/// <summary>A script or function that one shard has compiled.</summary>
/// <param name="Number">The engine's number for it.</param>
/// <param name="Name">What errors call it: the SHA-1 of a script as 40 hex digits, or the name of a function.</param>
/// <param name="IsFunction">It gets its keys and arguments as arguments; a script finds them in KEYS and ARGV.</param>
public sealed record CompiledScript(int Number, byte[] Name, ScriptFlags Flags, bool IsFunction = false);
