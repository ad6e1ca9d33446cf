namespace AkkaRedis.Node.Hosting;

/// <summary>
/// The node cannot start with what it was given: a wrong option, a port or directory it cannot have. The message is for the
/// person who started it, says what was given and what is wrong with it, and needs no stack trace. Exit code 2.
/// </summary>
public sealed class StartupException(string message, Exception? cause = null) : Exception(message, cause);
