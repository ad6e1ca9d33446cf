namespace AkkaRedis.Shard.Scripting;

/// <summary>Functions that were registered together, and the source that did.</summary>
/// <param name="Source">With the first line, as it was loaded.</param>
public sealed record FunctionLibrary(byte[] Name, byte[] Source, IReadOnlyList<LibraryFunction> Functions);

/// <param name="Script">What runs; its name is the function's.</param>
public sealed record LibraryFunction(CompiledScript Script, byte[]? Description);
