using System.Text;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// Names that a client gives its connection. Only printable ASCII without blanks, since CLIENT LIST prints them as
/// blank-separated fields.
/// </summary>
internal static class ClientAttributes
{
    /// <summary>Names the connection; empty takes the name away. False, with the error written, for a bad name.</summary>
    public static bool TrySetName(ClientContext c, int arg)
    {
        if (!IsPrintable(c.Args[arg]))
        {
            c.Reply.Error("ERR Client names cannot contain spaces, newlines or special characters."u8);
            return false;
        }

        c.Session.Name = Encoding.ASCII.GetString(c.Args[arg]);
        return true;
    }

    /// <summary>Sets lib-name or lib-ver; false, with the error written, for any other attribute or a bad value.</summary>
    public static bool TrySetInfo(ClientContext c)
    {
        var isName = c.Is(2, "LIB-NAME"u8);
        if (!isName && !c.Is(2, "LIB-VER"u8))
        {
            c.Error("ERR Unrecognized option '", c.Args[2], "'");
            return false;
        }

        if (!IsPrintable(c.Args[3]))
        {
            c.Reply.Error($"ERR {(isName ? "lib-name" : "lib-ver")} cannot contain spaces, newlines or special characters.");
            return false;
        }

        var value = Encoding.ASCII.GetString(c.Args[3]);
        if (isName)
            c.Session.LibName = value;
        else
            c.Session.LibVersion = value;
        return true;
    }

    private static bool IsPrintable(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
}
