namespace AkkaRedis.Node.Hosting;

/// <summary>Small files that are whole or absent after a crash: written beside, synced, renamed.</summary>
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
    }
}
