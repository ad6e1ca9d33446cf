using System.Text;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Shard.Scripting;

/// <summary>How libraries that are restored meet those that are there.</summary>
internal enum RestorePolicy
{
    /// <summary>None may have the name of one that is there.</summary>
    Append,

    /// <summary>One that is there gives way to one of its name.</summary>
    Replace,

    /// <summary>All that are there give way.</summary>
    Flush,
}

/// <summary>
/// The libraries of functions of one shard: every shard of a node has the same, because each runs the commands that change
/// them. A change is made to a copy, which takes the place of the set when it has succeeded, so that one that fails half-way
/// leaves everything as it was.
/// </summary>
internal sealed class FunctionLibraries(Func<IScriptEngine> engine, ScriptEnvironment environment, ShardSettings settings)
{
    private LibrarySet _set = new();

    /// <summary>What there is now; not to be changed.</summary>
    public LibrarySet Current => _set;

    /// <summary>Loads a library: its name, or null with the error.</summary>
    public byte[]? Load(byte[] source, bool replaces, out string error)
    {
        var set = _set.Copy();
        if (Add(set, source, replaces, out error) is not { } library)
            return null;
        Use(set);
        return library.Name;
    }

    public bool Delete(byte[] name)
    {
        if (_set.Find(name) is not { } library)
            return false;
        var set = _set.Copy();
        set.Remove(library);
        Use(set);
        return true;
    }

    public void Clear() => Use(new LibrarySet());

    /// <summary>Loads all these libraries, or none with the error.</summary>
    public bool TryRestore(IReadOnlyList<byte[]> sources, RestorePolicy policy, out string error)
    {
        error = "";
        var restored = new LibrarySet();
        foreach (var source in sources)
        {
            if (Add(restored, source, replaces: false, out error) is null)
                break;
        }

        var joined = policy == RestorePolicy.Flush ? restored : _set.Copy();
        if (error.Length == 0 && policy != RestorePolicy.Flush)
            error = Join(joined, restored, policy == RestorePolicy.Replace);
        if (error.Length == 0)
            Use(joined);
        else
            Release(restored, unless: _set);
        return error.Length == 0;
    }

    private static string Join(LibrarySet joined, LibrarySet restored, bool replaces)
    {
        foreach (var library in restored.Libraries)
        {
            if (joined.Find(library.Name) is not { } old)
                continue;
            if (!replaces)
                return $"Library {Encoding.Latin1.GetString(library.Name)} already exists";
            joined.Remove(old);
        }

        foreach (var library in restored.Libraries)
        {
            if (!joined.TryAdd(library, out var error))
                return error;
        }

        return "";
    }

    private FunctionLibrary? Add(LibrarySet set, byte[] source, bool replaces, out string error)
    {
        if (!LibraryHeader.TryParse(source, out var header, out error))
            return null;
        var old = set.Find(header.Name);
        if (!LibraryNames.IsName(header.Name))
            error = LibraryNames.Rule;
        else if (!header.Engine.Equals("lua", StringComparison.OrdinalIgnoreCase))
            error = $"Engine '{header.Engine}' not found";
        else if (old is not null && !replaces)
            error = $"Library '{Encoding.Latin1.GetString(header.Name)}' already exists";
        if (error.Length > 0)
            return null;

        var host = new LibraryHost(environment);
        var functions = engine().LoadLibrary(source.AsSpan(header.BodyStart), host, settings.ScriptMemoryLimitBytes, out error);
        if (functions is null)
            return null;
        var library = new FunctionLibrary(header.Name, source, functions);
        if (old is not null)
            set.Remove(old);
        if (functions.Count == 0)
            error = "No functions registered";
        else if (set.TryAdd(library, out error))
            return library;
        Release(library);
        return null;
    }

    private void Use(LibrarySet set)
    {
        var old = _set;
        _set = set;
        Release(old, unless: set);
    }

    private void Release(LibrarySet set, LibrarySet unless)
    {
        foreach (var library in set.Libraries)
        {
            if (!unless.Has(library))
                Release(library);
        }
    }

    private void Release(FunctionLibrary library)
    {
        foreach (var function in library.Functions)
            engine().Release(function.Script.Number);
    }
}
