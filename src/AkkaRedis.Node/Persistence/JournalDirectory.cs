using System.Globalization;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// The folder of a journal, held by this process alone until disposed.
///
/// <list type="bullet">
/// <item><c>journal.lock</c>: locked while the journal is open; the system frees it when the process dies.</item>
/// <item><c>journal.version</c>: <c>akkaredis journal 1</c>, the form of what is in the folder.</item>
/// <item>a folder for each stream, with its segments.</item>
/// </list>
/// </summary>
public sealed class JournalDirectory : IDisposable
{
    /// <summary>Where it is in a node's directory.</summary>
    public const string FolderName = "journal";

    private const string VersionFile = "journal.version";
    private const string VersionWords = "akkaredis journal ";
    private const int Version = 1;

    private readonly FileStream _lock;

    private JournalDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    /// <summary>Takes the folder, making it when it is missing.</summary>
    /// <exception cref="StartupException">It cannot be written, another process has it, or a newer program wrote it.</exception>
    public static JournalDirectory Open(string dir)
    {
        var path = System.IO.Path.GetFullPath(dir);
        var directory = new JournalDirectory(path, Lock(path));
        try
        {
            CheckVersion(path);
            var version = System.IO.Path.Combine(path, VersionFile);
            if (!File.Exists(version))
                AtomicFile.Write(version, $"{VersionWords}{Version}\n");
            return directory;
        }
        catch (Exception e)
        {
            directory.Dispose();
            if (DiskFaults.IsOfDisk(e))
                throw Refusal(path, e);
            throw;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new FileStream(
                System.IO.Path.Combine(path, "journal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            throw new StartupException($"the journal in {path} is in use by another process", e);
        }
        catch (Exception e) when (DiskFaults.IsOfDisk(e))
        {
            throw Refusal(path, e);
        }
    }

    /// <summary>Looks whether this program can read what is in the folder.</summary>
    /// <exception cref="StartupException">A newer program wrote it.</exception>
    internal static void CheckVersion(string path)
    {
        var file = System.IO.Path.Combine(path, VersionFile);
        if (!File.Exists(file))
            return;
        var text = File.ReadAllText(file).Trim();
        if (!text.StartsWith(VersionWords, StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(VersionWords.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new StartupException($"{file}: not the version of a journal");
        if (version > Version)
            throw new StartupException($"{file}: version {version} was written by a newer AkkaRedis; this one knows version {Version}");
    }

    private static StartupException Refusal(string path, Exception e) => new($"cannot write the journal in {path}: {e.Message}", e);
}
