namespace AkkaRedis.Tests.Tidy;

/// <summary>The files of this repository, as they lie on disk: what was built or downloaded is left out.</summary>
internal static class Repository
{
    private static readonly HashSet<string> ForeignFolders =
        ["bin", "obj", "data", "node_modules", ".git", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts"];

    private static readonly string[] TextExtensions =
        [".cs", ".csproj", ".props", ".sln", ".conf", ".json", ".md", ".sh", ".js", ".tcl", ".awk", ".txt", ".editorconfig", ""];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Paths { get; } = [.. PathsBelow(Root).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> TextPaths => Paths.Where(p => TextExtensions.Contains(Path.GetExtension(p)));

    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. from path in Paths where path.EndsWith(".cs", StringComparison.Ordinal) select new SourceFile(path, Read(path))];

    /// <summary>C# files below a folder, such as "src/AkkaRedis.Shard/".</summary>
    public static IReadOnlyList<SourceFile> SourcesBelow(string folder) =>
        [.. Sources.Where(s => s.Path.StartsWith(folder, StringComparison.Ordinal))];

    public static string Read(string path) => File.ReadAllText(FullPath(path));

    public static bool Has(string path) => File.Exists(FullPath(path)) || Directory.Exists(FullPath(path));

    public static string FullPath(string path) => Path.Combine(Root, path);

    private static IEnumerable<string> PathsBelow(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (ForeignFolders.Contains(Path.GetFileName(child)))
                continue;
            foreach (var path in PathsBelow(child))
                yield return path;
        }
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "AkkaRedis.sln")))
                return folder;
        }

        throw new InvalidOperationException($"no AkkaRedis.sln above {AppContext.BaseDirectory}");
    }
}
