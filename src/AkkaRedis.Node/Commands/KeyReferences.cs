using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// The keys of a full command for COMMAND GETKEYS, each with its use. They come from the specifications, unless these leave
/// something open (SORT's STORE, what SET does to its key); then from the row, and the uses from what is known of the command.
/// </summary>
internal static class KeyReferences
{
    private const KeyUse Overwritten = KeyUse.Ow | KeyUse.Update;
    private const KeyUse Updated = KeyUse.Rw | KeyUse.Access | KeyUse.Update;
    private const KeyUse Taken = KeyUse.Rw | KeyUse.Access | KeyUse.Delete;
    private const KeyUse Read = KeyUse.Ro | KeyUse.Access;

    /// <summary>Can a command of this row have keys?</summary>
    public static bool CanBeIn(CommandRow row)
    {
        var specifications = KeySpecificationTable.Of(row.Name);
        return specifications.Count == 0 ? row.Keys.HasKeys : specifications.Any(IsOfKeys);
    }

    /// <summary>Null when there are none, or the command is so malformed that they cannot be told.</summary>
    public static List<KeyReference>? Of(CommandRow row, in Args command)
    {
        var keys = BySpecification(KeySpecificationTable.Of(row.Name), command) ?? ByRow(row, command);
        return keys is { Count: > 0 } ? keys : null;
    }

    private static bool IsOfKeys(KeySpecification specification) => (specification.Use & KeyUse.NotKey) == 0;

    private static List<KeyReference>? BySpecification(IReadOnlyList<KeySpecification> specifications, in Args command)
    {
        if (specifications.Count == 0)
            return null;
        var keys = new List<KeyReference>();
        foreach (var specification in specifications)
        {
            if ((specification.Use & KeyUse.VariableFlags) != 0 || !specification.Find(command, keys))
                return null;
        }

        return keys;
    }

    private static List<KeyReference>? ByRow(CommandRow row, in Args command)
    {
        var places = new List<int>();
        if (!row.Keys.Find(command, places))
            return null;
        var keys = new List<KeyReference>();
        foreach (var place in places)
            keys.Add(new KeyReference(place, UseOf(row.Name, command, place)));
        return keys;
    }

    private static KeyUse UseOf(string name, in Args command, int place) => name switch
    {
        "set" => Contains(command, 3, "GET") ? Updated : Overwritten,
        "bitfield" => OnlyReads(command) ? Read : Updated,
        "sort" or "sort_ro" => place == 1 ? Read : Overwritten,
        "migrate" => Taken,
        _ => KeyUse.None,
    };

    private static bool Contains(in Args command, int first, string word)
    {
        for (var i = first; i < command.Count; i++)
        {
            if (Ascii.EqualsIgnoreCase(command[i], word))
                return true;
        }

        return false;
    }

    /// <summary>Are all operations of a BITFIELD GETs? What is no operation counts as a write.</summary>
    private static bool OnlyReads(in Args command)
    {
        for (var i = 2; i < command.Count; i++)
        {
            var left = command.Count - i - 1;
            if (Ascii.EqualsIgnoreCase(command[i], "GET") && left >= 2)
                i += 2;
            else if (Ascii.EqualsIgnoreCase(command[i], "OVERFLOW") && left >= 1)
                i++;
            else
                return false;
        }

        return true;
    }
}
