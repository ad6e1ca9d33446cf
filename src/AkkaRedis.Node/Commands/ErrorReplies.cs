using System.Text;
using AkkaRedis.Protocol;

namespace AkkaRedis.Node.Commands;

/// <summary>Error replies that repeat an argument, byte for byte, up to its first zero byte.</summary>
internal static class ErrorReplies
{
    public static void Error(this ClientContext c, string before, ReadOnlySpan<byte> argument, string after) =>
        c.Reply.Error([.. Encoding.UTF8.GetBytes(before), .. Errors.Shown(argument), .. Encoding.UTF8.GetBytes(after)]);
}
