using AkkaRedis.Node.Persistence;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// Small files that are whole or absent after a crash, and new or gone when this returns: written beside, synced, renamed, and
/// then the folder synced.
/// </summary>
internal static class AtomicFile
{
    public static void Write(string path, string text)
    {
        var temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncFolderOf(path);
    }

    public static void Delete(string path)
    {
        File.Delete(path);
        SyncFolderOf(path);
    }

    /// <exception cref="IOException">The names in the folder may not be on disk.</exception>
    private static void SyncFolderOf(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (new JournalDisk(folder).SyncFolder("") is { } fault)
            throw new IOException($"{folder}: {fault}");
    }
}
