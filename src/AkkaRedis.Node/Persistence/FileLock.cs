namespace AkkaRedis.Node.Persistence;

/// <summary>Tells a file that another process has locked from other failures.</summary>
internal static class FileLock
{
    /// <summary>EWOULDBLOCK of flock on Linux and macOS, a sharing violation on Windows.</summary>
    public static bool IsHeld(IOException e) => e.HResult is 11 or 35 || (e.HResult & 0xFFFF) is 32 or 33;
}
