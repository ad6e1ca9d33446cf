namespace AkkaRedis.Protocol.Resp;

/// <summary>
/// What one client may send. Defaults are Redis' own (redis.conf: proto-max-bulk-len, client-query-buffer-limit;
/// networking.c: PROTO_INLINE_MAX_SIZE and the fixed 1,048,576 arguments of a multibulk request).
/// </summary>
public sealed record ProtocolLimits
{
    public static readonly ProtocolLimits Default = new();

    /// <summary>Longest single argument in bytes (proto-max-bulk-len).</summary>
    public long MaxBulkBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Most arguments of one request.</summary>
    public int MaxArgs { get; init; } = 1024 * 1024;

    /// <summary>Longest inline request, and longest length line, in bytes.</summary>
    public int MaxInlineBytes { get; init; } = 64 * 1024;

    /// <summary>Most bytes of one unfinished request (client-query-buffer-limit).</summary>
    public long MaxQueryBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Most complete commands put into one batch; the rest of a read becomes the next batch.</summary>
    public int MaxBatchCommands { get; init; } = 4096;
}
