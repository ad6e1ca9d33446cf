using System.Security.Cryptography;
using System.Text;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// The one user there is, "default", and its password (requirepass). Without a password any is right for that user. Digests
/// of equal length are compared in constant time, so that an answer's delay tells nothing of the password.
/// </summary>
internal static class Authentication
{
    public static ReadOnlySpan<byte> DefaultUser => "default"u8;

    /// <summary>Must this connection authenticate before it may run anything?</summary>
    public static bool IsNeeded(ClientContext c) => !c.Session.IsAuthenticated && c.Node.ClientSettings.RequirePass.Length > 0;

    /// <summary>Logs the connection in; false, with the error written, when user and password do not fit.</summary>
    public static bool TryLogin(ClientContext c, ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        if (!user.SequenceEqual(DefaultUser) || !IsRight(c.Node.ClientSettings.RequirePass, password))
        {
            AclLog.Note(c, user);
            c.Reply.Error("WRONGPASS invalid username-password pair or user is disabled."u8);
            return false;
        }

        c.Session.User = Encoding.ASCII.GetString(user);
        c.Session.IsAuthenticated = true;
        return true;
    }

    private static bool IsRight(string required, ReadOnlySpan<byte> password)
    {
        if (required.Length == 0)
            return true;
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(required), expected);
        SHA256.HashData(password, given);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
