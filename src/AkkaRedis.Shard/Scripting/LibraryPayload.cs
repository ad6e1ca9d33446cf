using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// Libraries as FUNCTION DUMP gives them and RDB files hold them: <c>u8 opcode | text of the source</c> for each, then the
/// footer of every <see cref="DumpPayload"/>. Two previews of redis-server 7.0 wrote name, engine and description apart.
/// </summary>
internal static class LibraryPayload
{
    public static RdbOutput Write(IEnumerable<FunctionLibrary> libraries)
    {
        var output = new RdbOutput();
        WriteSources(libraries, output);
        output.Raw([(byte)DumpPayload.Version, DumpPayload.Version >> 8]);
        output.UInt64(Crc64.Of(output.Written));
        return output;
    }

    public static void WriteSources(IEnumerable<FunctionLibrary> libraries, RdbOutput output)
    {
        foreach (var library in libraries)
        {
            output.Byte(RdbOpcode.Function);
            output.Text(library.Source);
        }
    }

    /// <summary>The sources of a payload's libraries; null, with the error, when it is not one.</summary>
    public static List<byte[]>? Read(ReadOnlyMemory<byte> payload, out string error)
    {
        if (!DumpPayload.HasFooter(payload.Span)
            || Crc64.Of(payload.Span[..^DumpPayload.ChecksumBytes]) != DumpPayload.ChecksumOf(payload.Span))
        {
            error = "DUMP payload version or checksum are wrong";
            return null;
        }

        var sources = new List<byte[]>();
        var input = new RdbInput(payload[..^DumpPayload.FooterBytes]);
        error = "";
        while (input.TryByte(out var opcode))
        {
            if (opcode is not (RdbOpcode.Function or RdbOpcode.FunctionOfPreview))
                error = "given type is not a function";
            else if (ReadOne(input, opcode, ref error) is { } source)
                sources.Add(source);
            if (error.Length > 0)
                return null;
        }

        return sources;
    }

    private static byte[]? ReadOne(RdbInput input, byte opcode, ref string error)
    {
        if (opcode == RdbOpcode.Function)
            return TakeText(input, "Failed loading library payload", ref error);
        var name = TakeText(input, "Failed loading library name", ref error);
        var engine = name is null ? null : TakeText(input, "Failed loading engine name", ref error);
        if (engine is null)
            return null;
        if (!input.TryLength(out var hasDescription, out _))
            error = "Failed loading library description indicator";
        else if (hasDescription == 0 || TakeText(input, "Failed loading library description", ref error) is not null)
            return TakeText(input, "Failed loading library blob", ref error) is { } body
                ? [.. "#!"u8, .. engine, .. " name="u8, .. name!, (byte)'\n', .. body]
                : null;
        return null;
    }

    private static byte[]? TakeText(RdbInput input, string otherwise, ref string error)
    {
        var reader = new RdbTextReader(input);
        var units = int.MaxValue;
        if (reader.Read(ref units) == RdbRead.Text)
            return reader.Text.ToArray();
        error = otherwise;
        return null;
    }
}
