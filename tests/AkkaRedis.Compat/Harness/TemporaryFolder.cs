namespace AkkaRedis.Compat.Harness;

/// <summary>A new folder that is removed with all it holds, unless it is to be looked at.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private bool _isKept;

    public string Path { get; } = Directory.CreateTempSubdirectory("akkaredis-compat-").FullName;

    /// <summary>Whoever looks for what went wrong finds it there.</summary>
    public string Keep()
    {
        _isKept = true;
        return Path;
    }

    public void Dispose()
    {
        if (!_isKept && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
