using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

/// <summary>Errors of several stream commands, to the letter as redis-server gives them.</summary>
internal static class StreamErrors
{
    public static byte[] NoGroup(ReadOnlySpan<byte> key, ReadOnlySpan<byte> group) =>
        [.. "NOGROUP No such key '"u8, .. Errors.Shown(key), .. "' or consumer group '"u8, .. Errors.Shown(group), .. "'"u8];

    public static byte[] NoGroupOfKey(ReadOnlySpan<byte> group, ReadOnlySpan<byte> key) =>
        [.. "NOGROUP No such consumer group '"u8, .. Errors.Shown(group), .. "' for key name '"u8, .. Errors.Shown(key), .. "'"u8];

    public static byte[] WrongSubcommand(ReadOnlySpan<byte> container, ReadOnlySpan<byte> subcommand) =>
    [
        .. "ERR unknown subcommand or wrong number of arguments for '"u8, .. Errors.Shown(subcommand),
        .. "'. Try "u8, .. container, .. " HELP."u8,
    ];
}
