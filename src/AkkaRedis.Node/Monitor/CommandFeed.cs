using System.Buffers.Text;
using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.PubSub;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// All commands of all clients of the node, for those who asked to see them (MONITOR): a line each, in the form of redis-server.
/// Connections show a command when they route it, whichever shard it is for, so that the commands of one connection come in its
/// order. While nobody looks, a connection looks at one array and does nothing.
/// </summary>
public sealed class CommandFeed
{
    private readonly Lock _lock = new();
    private Subscriber[] _watchers = [];

    public bool HasWatchers => Volatile.Read(ref _watchers).Length > 0;

    public void Add(Subscriber watcher)
    {
        lock (_lock)
            _watchers = [.. _watchers, watcher];
    }

    /// <summary>Nothing happens when it is none of the watchers.</summary>
    public void Remove(Subscriber watcher)
    {
        lock (_lock)
            _watchers = _watchers.Where(w => w != watcher).ToArray();
    }

    /// <summary>Shows a command of a connection. Those of administrators are not shown, and secrets are hidden.</summary>
    public void Show(Session session, CommandRow row, in Args args, DateTimeOffset now) =>
        Show($"{session.Db} {ClientLine.Address(session.RemoteAddress)}", row, args, now);

    /// <summary>The same for a command that a script calls, which comes after the line of the script itself.</summary>
    public void ShowOfScript(CommandRow row, in Args args, int db, DateTimeOffset now) => Show($"{db} lua", row, args, now);

    private void Show(string origin, CommandRow row, in Args args, DateTimeOffset now)
    {
        if ((row.Flags & CommandFlags.Admin) != 0)
            return;
        var line = LineOf(origin, row, args, now);
        foreach (var watcher in Volatile.Read(ref _watchers))
            watcher.Deliver(line);
    }

    private static byte[] LineOf(string origin, CommandRow row, in Args args, DateTimeOffset now)
    {
        var writer = new RespWriter();
        var microseconds = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        writer.Raw(Encoding.ASCII.GetBytes($"+{microseconds / 1_000_000}.{microseconds % 1_000_000:D6} [{origin}]"));
        var secrets = new SecretArguments(row, args);
        for (var i = 0; i < args.Count; i++)
        {
            writer.Raw(" "u8);
            AppendQuoted(writer, secrets.Hides(i) ? SecretArguments.Shown : args[i]);
        }

        writer.Raw("\r\n"u8);
        var line = writer.WrittenSpan.ToArray();
        writer.Release();
        return line;
    }

    /// <summary>In quotes, with the escapes of C for what is not printable.</summary>
    private static void AppendQuoted(RespWriter to, ReadOnlySpan<byte> text)
    {
        Span<byte> escape = [(byte)'\\', (byte)'x', 0, 0];
        to.Raw("\""u8);
        while (!text.IsEmpty)
        {
            var plain = PlainBytes(text);
            to.Raw(text[..plain]);
            if (plain == text.Length)
                break;
            scoped var special = SpecialOf(text[plain]);
            if (special.IsEmpty)
            {
                Utf8Formatter.TryFormat(text[plain], escape[2..], out _, new System.Buffers.StandardFormat('x', 2));
                special = escape;
            }

            to.Raw(special);
            text = text[(plain + 1)..];
        }

        to.Raw("\""u8);
    }

    private static int PlainBytes(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && text[i] is >= (byte)' ' and <= (byte)'~' and not (byte)'"' and not (byte)'\\')
            i++;
        return i;
    }

    private static ReadOnlySpan<byte> SpecialOf(byte value) => value switch
    {
        (byte)'"' => "\\\""u8,
        (byte)'\\' => "\\\\"u8,
        (byte)'\n' => "\\n"u8,
        (byte)'\r' => "\\r"u8,
        (byte)'\t' => "\\t"u8,
        (byte)'\a' => "\\a"u8,
        (byte)'\b' => "\\b"u8,
        _ => default,
    };
}
