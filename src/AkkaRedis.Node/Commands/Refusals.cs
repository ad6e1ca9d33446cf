using System.Text;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// Functions of rows that are here so that clients get an answer: COMMAND tells them as redis-server does, and calling one says
/// why it does nothing.
/// </summary>
internal static class Refusals
{
    public static NodeFunction With(string error)
    {
        var text = Encoding.ASCII.GetBytes(error);
        return c => c.Reply.Error(text);
    }
}
