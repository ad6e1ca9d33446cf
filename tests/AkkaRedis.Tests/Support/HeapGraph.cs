using System.Reflection;

namespace AkkaRedis.Tests.Support;

/// <summary>
/// The bytes of an object and of all it refers to, as the runtime lays them out: the dumb twin of everything that keeps count of
/// its own memory. Reads fields by reflection and sizes from the method table (its component size is at 0, the size of an
/// instance or of an empty array at 4).
/// </summary>
internal static class HeapGraph
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, FieldInfo[]> _fieldsOf = [];

    public static long BytesOf(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { root };
        var open = new Stack<object>();
        open.Push(root);
        var bytes = 0L;
        while (open.TryPop(out var next))
        {
            bytes += OwnBytesOf(next);
            foreach (var reference in ReferencesOf(next))
            {
                if (seen.Add(reference))
                    open.Push(reference);
            }
        }

        return bytes;
    }

    private static unsafe long OwnBytesOf(object value)
    {
        var table = (byte*)value.GetType().TypeHandle.Value;
        var elements = value is Array array ? array.LongLength * *(ushort*)table : 0;
        return (*(int*)(table + 4) + elements + 7) & ~7L;
    }

    /// <summary>The objects a value refers to, by its own fields or by those of structs inside it.</summary>
    private static IEnumerable<object> ReferencesOf(object value)
    {
        if (value is Array array)
            return array.GetType().GetElementType()!.IsPrimitive ? [] : array.Cast<object?>().SelectMany(Inside);
        return FieldsOf(value.GetType()).SelectMany(field => Inside(field.GetValue(value)));
    }

    private static IEnumerable<object> Inside(object? part) =>
        part is null or string or Pointer ? [] : part.GetType().IsValueType ? ReferencesOf(part) : [part];

    private static FieldInfo[] FieldsOf(Type type)
    {
        if (_fieldsOf.TryGetValue(type, out var known))
            return known;
        var fields = new List<FieldInfo>();
        for (var t = type; t is not null; t = t.BaseType)
            fields.AddRange(t.GetFields(Fields).Where(f => !f.FieldType.IsPrimitive && !f.FieldType.IsPointer));
        return _fieldsOf[type] = [.. fields];
    }
}
