using System.Text;

namespace AkkaRedis.Node.Commands;

/// <summary>No prefix of a client may begin with another one of it, or it would be told of a key twice.</summary>
internal static class PrefixCollision
{
    /// <summary>The error for the first of the new prefixes that overlaps with one the client has, or with a later new one.</summary>
    public static byte[]? Find(IReadOnlyList<byte[]> had, IReadOnlyList<byte[]> added)
    {
        for (var i = 0; i < added.Count; i++)
        {
            if (had.FirstOrDefault(prefix => Overlap(prefix, added[i])) is { } old)
                return Error(added[i], "an existing", old);
            if (added.Skip(i + 1).FirstOrDefault(prefix => Overlap(prefix, added[i])) is { } other)
                return Error(added[i], "another provided", other);
        }

        return null;
    }

    private static bool Overlap(byte[] a, byte[] b) => a.AsSpan().StartsWith(b) || b.AsSpan().StartsWith(a);

    private static byte[] Error(byte[] prefix, string which, byte[] other) =>
    [
        .. "ERR Prefix '"u8, .. prefix, .. Encoding.ASCII.GetBytes($"' overlaps with {which} prefix '"), .. other,
        .. "'. Prefixes for a single client must not overlap."u8,
    ];
}
