namespace AkkaRedis.Shard.Scripting;

/// <summary>What libraries and functions may be called.</summary>
internal static class LibraryNames
{
    public const string Rule =
        "Library names can only contain letters, numbers, or underscores(_) and must be at least one character long";

    public static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != (byte)'_')
                return false;
        }

        return !name.IsEmpty;
    }
}
