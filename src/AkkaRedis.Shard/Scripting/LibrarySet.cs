using System.Text;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// Libraries whose functions are all named differently: names of libraries in any bytes as they are, names of functions in any
/// letter case. Who wants to change one that is in use changes a copy.
/// </summary>
internal sealed class LibrarySet
{
    private const int MaxNameBytesOnStack = 128;

    private readonly Dictionary<byte[], FunctionLibrary> _libraries = new(ByteArrayComparer.Instance);
    private readonly Dictionary<byte[], LibraryFunction> _functions = new(ByteArrayComparer.Instance);

    public IReadOnlyCollection<FunctionLibrary> Libraries => _libraries.Values;

    /// <summary>Functions registered; two of one library whose names differ by case alone are two, though only one can be called.</summary>
    public int FunctionCount => _libraries.Values.Sum(library => library.Functions.Count);

    public LibrarySet Copy()
    {
        var copy = new LibrarySet();
        foreach (var library in _libraries.Values)
            copy.Link(library);
        return copy;
    }

    public FunctionLibrary? Find(byte[] name) => _libraries.GetValueOrDefault(name);

    public bool Has(FunctionLibrary library) => ReferenceEquals(Find(library.Name), library);

    public LibraryFunction? FindFunction(ReadOnlySpan<byte> name)
    {
        Span<byte> lower = name.Length <= MaxNameBytesOnStack ? stackalloc byte[name.Length] : new byte[name.Length];
        return Ascii.ToLower(name, lower, out _) == System.Buffers.OperationStatus.Done
            ? _functions.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(lower, out var function) ? function : null
            : null;
    }

    /// <summary>False, with the error, when a function of another library has the name of one of these.</summary>
    public bool TryAdd(FunctionLibrary library, out string error)
    {
        error = "";
        foreach (var function in library.Functions)
        {
            if (FindFunction(function.Script.Name) is null)
                continue;
            error = $"Function {Encoding.Latin1.GetString(function.Script.Name)} already exists";
            return false;
        }

        Link(library);
        return true;
    }

    public void Remove(FunctionLibrary library)
    {
        _libraries.Remove(library.Name);
        foreach (var function in library.Functions)
            _functions.Remove(Lower(function.Script.Name));
    }

    private static byte[] Lower(byte[] name)
    {
        var lower = new byte[name.Length];
        Ascii.ToLower(name, lower, out _);
        return lower;
    }

    private void Link(FunctionLibrary library)
    {
        _libraries[library.Name] = library;
        foreach (var function in library.Functions)
            _functions.TryAdd(Lower(function.Script.Name), function);
    }
}
