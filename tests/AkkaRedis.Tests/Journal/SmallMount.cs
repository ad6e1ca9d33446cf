using System.Runtime.InteropServices;

namespace AkkaRedis.Tests.Journal;

/// <summary>A file system in memory that is soon full. Making one takes Linux and the right to mount.</summary>
internal sealed partial class SmallMount : IDisposable
{
    private const int Detach = 2;

    private SmallMount(string path) => Path = path;

    public string Path { get; }

    public static SmallMount? TryMake(int bytes)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var path = Directory.CreateTempSubdirectory("akkaredis-mount-").FullName;
        if (Mount("tmpfs", path, "tmpfs", 0, $"size={bytes}") == 0)
            return new SmallMount(path);
        Directory.Delete(path);
        return null;
    }

    public void Dispose()
    {
        _ = Unmount(Path, Detach);
        Directory.Delete(Path);
    }

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}

/// <summary>A test that needs a file system of its own; left out, and said so, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly bool _canMount = TryOnce();

    public MountFactAttribute()
    {
        if (!_canMount)
            Skip = "no right to mount a file system here";
    }

    private static bool TryOnce()
    {
        using var mount = SmallMount.TryMake(1 << 16);
        return mount is not null;
    }
}
