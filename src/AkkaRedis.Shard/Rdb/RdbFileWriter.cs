using System.Globalization;
using System.Text;

namespace AkkaRedis.Shard.Rdb;

/// <summary>The frame of an RDB file around what a <see cref="SnapshotWalk"/> writes, of one shard after another.</summary>
public sealed class RdbFileWriter
{
    private readonly Stream _stream;
    private ulong _checksum;

    /// <summary>Begins a file.</summary>
    public RdbFileWriter(Stream stream)
    {
        _stream = stream;
        Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"REDIS{DumpPayload.Version:D4}")));
    }

    /// <summary>Writes what the output has so far, and empties it.</summary>
    public void Append(RdbOutput output)
    {
        Write(output.Written);
        output.Clear();
    }

    /// <summary>Writes bytes taken from an output.</summary>
    public void Append(ReadOnlySpan<byte> records) => Write(records);

    /// <summary>Ends the file; nothing may follow.</summary>
    public void End()
    {
        Write([RdbOpcode.End]);
        var output = new RdbOutput();
        output.UInt64(_checksum);
        _stream.Write(output.Written);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _checksum = Crc64.Append(_checksum, bytes);
        _stream.Write(bytes);
    }
}
