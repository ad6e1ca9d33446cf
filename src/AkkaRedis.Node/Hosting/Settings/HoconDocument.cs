using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace AkkaRedis.Node.Hosting.Settings;

/// <summary>
/// A HOCON text and its name. Akka's parser takes almost any text for a document, so brackets and quotes are checked
/// before it runs, and sections and keys after it.
/// </summary>
internal sealed class HoconDocument
{
    private const string Root = "akkaredis";

    private readonly string _name;

    private HoconDocument(string name, Config config)
    {
        _name = name;
        Config = config;
    }

    public Config Config { get; }

    /// <summary>Values of akkaredis.* keys; <see cref="Check"/> should have passed.</summary>
    public SettingLayer Layer => new(Find, setting => $"{_name}: {Root}.{setting.Key}");

    /// <summary>A document that is part of the program: hocon/<paramref name="name"/>.</summary>
    public static HoconDocument Embedded(string name)
    {
        using var stream = typeof(HoconDocument).Assembly.GetManifestResourceStream("AkkaRedis." + name)
            ?? throw new ArgumentException($"no embedded document {name}");
        using var reader = new StreamReader(stream);
        return new HoconDocument(name, ConfigurationFactory.ParseString(reader.ReadToEnd()));
    }

    /// <summary>Reads a configuration file with what it includes.</summary>
    /// <exception cref="StartupException">It cannot be read, is no HOCON, or has keys that nobody reads.</exception>
    public static HoconDocument Load(string path)
    {
        var document = Parse(path, ReadFile(path), include => IncludedBy(path, include));
        document.Check();
        return document;
    }

    /// <exception cref="StartupException">The text is no HOCON.</exception>
    public static HoconDocument Parse(string name, string text, Func<string, HoconRoot>? include = null)
    {
        if (HoconBalance.Check(text) is { } unbalanced)
            throw new StartupException($"{name}: {unbalanced}");
        try
        {
            return new HoconDocument(name, ConfigurationFactory.ParseString(text, include ?? (_ => new HoconRoot(new HoconValue()))));
        }
        catch (Exception e) when (e is not StartupException)
        {
            // The parser throws plain Exception and whatever its code runs into.
            throw new StartupException($"{name}: not HOCON: {FirstLine(e.Message)}", e);
        }
    }

    /// <exception cref="StartupException">There is a section or an akkaredis.* key that nobody reads.</exception>
    public void Check()
    {
        var known = SettingTable.Rows.Select(r => r.Key).ToHashSet();
        foreach (var (section, value) in Config.AsEnumerable())
        {
            if (section == Root && value.IsObject())
                CheckKeys("", value, known);
            else if (section != "akka" || !value.IsObject())
                throw new StartupException($"{_name}: '{FirstLine(section)}' is no section; there are {Root} {{ }} and akka {{ }}");
        }
    }

    private void CheckKeys(string prefix, HoconValue value, HashSet<string> known)
    {
        foreach (var (name, item) in value.GetObject().Items)
        {
            var key = prefix + name;
            if (SettingTable.AkkaSections.Contains(key) || (known.Contains(key) && !item.IsObject()))
                continue;
            if (!item.IsObject() || !known.Any(k => k.StartsWith(key + ".", StringComparison.Ordinal)))
                throw new StartupException($"{_name}: unknown key '{Root}.{key}'");
            CheckKeys(key + ".", item, known);
        }
    }

    private string? Find(Setting setting)
    {
        var value = Config.GetValue($"{Root}.{setting.Key}");
        if (value is null)
            return null;
        return value.IsArray() ? string.Join(',', value.GetStringList()) : value.GetString() ?? "";
    }

    private static HoconRoot IncludedBy(string path, string include)
    {
        var included = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, include);
        var document = Parse(included, ReadFile(included), deeper => IncludedBy(included, deeper));
        return new HoconRoot(document.Config.Root);
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartupException($"{path}: cannot read the configuration file: {FirstLine(e.Message)}", e);
        }
    }

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();
}
