using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// Which arguments of a command are secrets, to be hidden from whoever looks at commands (SLOWLOG, MONITOR): passwords, and
/// what says who may do what. Looks at the arguments once; decides one after another.
/// </summary>
internal readonly struct SecretArguments
{
    private static readonly string[] SecretOptions =
        ["requirepass", "masterauth", "masteruser", "tls-key-file-pass", "tls-client-key-file-pass"];

    private readonly int _first;
    private readonly int _last;
    private readonly bool _isConfig;
    private readonly Args _args;

    public SecretArguments(CommandRow row, in Args args)
    {
        _args = args;
        (_first, _last) = row.Name switch
        {
            "auth" => (1, args.Count - 1),
            "acl|setuser" or "acl|deluser" or "acl|getuser" => (2, args.Count - 1),
            "hello" => After(args, from: 2, "AUTH"u8, 2),
            "migrate" when After(args, from: 6, "AUTH2"u8, 2) is { Item2: > 0 } both => both,
            "migrate" => After(args, from: 6, "AUTH"u8, 1),
            _ => (0, -1),
        };
        _isConfig = row.Name == "config|set";
    }

    /// <summary>What is shown in place of a secret.</summary>
    public static byte[] Shown { get; } = "(redacted)"u8.ToArray();

    public bool Hides(int arg)
    {
        if (_isConfig)
            return arg > 2 && arg % 2 == 1 && SecretOptions.Contains(Encoding.ASCII.GetString(_args[arg - 1]).ToLowerInvariant());
        return arg >= _first && arg <= _last;
    }

    /// <summary>The places of so many arguments behind a word.</summary>
    private static (int First, int Last) After(in Args args, int from, ReadOnlySpan<byte> word, int count)
    {
        for (var i = from; i < args.Count; i++)
        {
            if (Ascii.EqualsIgnoreCase(args[i], word))
                return (i + 1, i + count);
        }

        return (0, -1);
    }
}
