namespace AkkaRedis.Protocol;

/// <summary>Error replies that several commands share, to the letter as redis-server gives them, without the leading '-'.</summary>
public static class Errors
{
    /// <summary>An argument as the text of an error repeats it: up to its first zero byte, where a C string ends.</summary>
    public static ReadOnlySpan<byte> Shown(ReadOnlySpan<byte> argument)
    {
        var end = argument.IndexOf((byte)0);
        return end < 0 ? argument : argument[..end];
    }

    public static ReadOnlySpan<byte> WrongType => "WRONGTYPE Operation against a key holding the wrong kind of value"u8;

    public static ReadOnlySpan<byte> Syntax => "ERR syntax error"u8;

    public static ReadOnlySpan<byte> NotInteger => "ERR value is not an integer or out of range"u8;

    public static ReadOnlySpan<byte> NotFloat => "ERR value is not a valid float"u8;

    public static ReadOnlySpan<byte> NoSuchKey => "ERR no such key"u8;

    public static ReadOnlySpan<byte> IndexOutOfRange => "ERR index out of range"u8;

    public static ReadOnlySpan<byte> DbIndexOutOfRange => "ERR DB index is out of range"u8;

    public static ReadOnlySpan<byte> IncrOverflow => "ERR increment or decrement would overflow"u8;

    public static ReadOnlySpan<byte> OffsetOutOfRange => "ERR offset is out of range"u8;

    public static ReadOnlySpan<byte> StringTooLong => "ERR string exceeds maximum allowed size (proto-max-bulk-len)"u8;

    public static ReadOnlySpan<byte> ValueMustBePositive => "ERR value is out of range, must be positive"u8;

    public static ReadOnlySpan<byte> CrossSlot => "CROSSSLOT Keys in request don't hash to the same slot"u8;

    public static ReadOnlySpan<byte> OutOfMemory => "OOM command not allowed when used memory > 'maxmemory'."u8;

    public static ReadOnlySpan<byte> Loading => "LOADING Redis is loading the dataset in memory"u8;

    public static ReadOnlySpan<byte> InvalidCursor => "ERR invalid cursor"u8;

    public static ReadOnlySpan<byte> SameObject => "ERR source and destination objects are the same"u8;

    /// <summary>Code and text for a command called with a wrong number of arguments.</summary>
    public static string WrongArgCount(string commandName) => $"ERR wrong number of arguments for '{commandName}' command";
}
