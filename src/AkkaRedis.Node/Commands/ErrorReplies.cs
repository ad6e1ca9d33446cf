using System.Text;

namespace AkkaRedis.Node.Commands;

/// <summary>Error replies that repeat an argument, byte for byte, as it came.</summary>
internal static class ErrorReplies
{
    public static void Error(this ClientContext c, string before, ReadOnlySpan<byte> argument, string after) =>
        c.Reply.Error([.. Encoding.UTF8.GetBytes(before), .. argument, .. Encoding.UTF8.GetBytes(after)]);
}
