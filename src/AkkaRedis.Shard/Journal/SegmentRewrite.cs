namespace AkkaRedis.Shard.Journal;

/// <summary>
/// Writes bytes of a file once more. After a failed sync the system may take pages for clean that never reached the disk, and a
/// second sync would say nothing.
/// </summary>
internal static class SegmentRewrite
{
    private const int CopyBytes = 1 << 16;

    public static DiskFault? Run(IJournalFile file, long from, long end)
    {
        var buffer = new byte[(int)Math.Clamp(end - from, 0, CopyBytes)];
        for (var at = from; at < end;)
        {
            var wanted = (int)Math.Min(buffer.Length, end - at);
            if (file.Read(at, buffer.AsSpan(0, wanted), out var read) is { } readFault)
                return readFault;
            if (read < wanted)
                return new DiskFault(DiskFaultKind.Failed, file.Path, $"ends at byte {at + read}, before {end}");
            if (file.Write(at, buffer.AsSpan(0, wanted)) is { } fault)
                return fault;
            at += wanted;
        }

        return null;
    }
}
