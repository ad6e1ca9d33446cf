using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Tests.Protocol;

/// <summary>What a reader makes of bytes that come in given pieces.</summary>
internal sealed record ReaderRun(List<List<string>> Commands, string? Error, int PendingBytes, int MaxBufferBytes)
{
    /// <param name="nextPiece">How many bytes come next, of as many as are left.</param>
    public static ReaderRun Of(string text, ProtocolLimits limits, Func<int, int> nextPiece)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        using var reader = new RespReader(limits);
        var commands = new List<List<string>>();
        var biggest = 0;
        for (var at = 0; at < bytes.Length && reader.Error is null;)
        {
            var space = reader.Space.Span;
            var n = Math.Min(Math.Clamp(nextPiece(bytes.Length - at), 1, bytes.Length - at), space.Length);
            bytes.AsSpan(at, n).CopyTo(space);
            reader.Advance(n);
            at += n;
            while (reader.TakeBatch() is { } batch)
                Take(batch, limits, commands);
            biggest = Math.Max(biggest, reader.BufferBytes);
        }

        return new ReaderRun(commands, reader.Error, reader.PendingBytes, biggest);
    }

    public static ReaderRun AtOnce(string text, ProtocolLimits? limits = null) => Of(text, limits ?? ProtocolLimits.Default, left => left);

    private static void Take(CommandBatch batch, ProtocolLimits limits, List<List<string>> into)
    {
        Assert.InRange(batch.Count, 1, limits.MaxBatchCommands);
        for (var i = 0; i < batch.Count; i++)
        {
            var args = batch[i];
            into.Add(Enumerable.Range(0, args.Count).Select(a => Encoding.Latin1.GetString(batch[i][a])).ToList());
        }

        batch.Release();
    }
}
